// B batch.
import type { BinaryTask } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Probabilities of yes, `[B]`. */
export const binaryDecoder: Decoder<BinaryTask> = {
  shape: () => [],
  reader: (task) => (data, index) => {
    const probability = data[index] ?? Number.NaN;
    const positive = probability > 0.5;
    return { positive, class: positive ? task.positive : task.negative, probability };
  },
};
