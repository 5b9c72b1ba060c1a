import type { TaskSpec } from "@polyhead/spec";
import { binaryDecoder } from "./binary.ts";
import { classificationDecoder } from "./classification.ts";
import { countDecoder } from "./count.ts";
import type { Decoder } from "./decoder.ts";
import { multiLabelDecoder } from "./multi-label.ts";
import { ordinalDecoder } from "./ordinal.ts";
import { regressionDecoder } from "./regression.ts";
import { taggingDecoder } from "./tagging.ts";

const decoders: { readonly [K in TaskSpec["kind"]]: Decoder<Extract<TaskSpec, { kind: K }>> } = {
  binary: binaryDecoder,
  classification: classificationDecoder,
  count: countDecoder,
  multiLabel: multiLabelDecoder,
  ordinal: ordinalDecoder,
  regression: regressionDecoder,
  tagging: taggingDecoder,
};

export function decoderOf<T extends TaskSpec>(task: T): Decoder<T> {
  // The table's type ties each kind to its decoder; an index by a type parameter loses that tie.
  return decoders[task.kind] as unknown as Decoder<T>;
}
