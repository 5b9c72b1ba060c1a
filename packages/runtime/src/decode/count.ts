// B batch.
import type { CountTask } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Expected counts `[B]`. */
export const countDecoder: Decoder<CountTask> = {
  shape: () => [],
  reader: () => (data, index) => ({ rate: data[index] ?? Number.NaN }),
};
