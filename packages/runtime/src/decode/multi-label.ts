// B batch, K labels.
import type { MultiLabelTask } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Probabilities `[B, K]` to those that are there. */
export const multiLabelDecoder: Decoder<MultiLabelTask> = {
  shape: ({ labels }) => [labels.length],
  reader:
    ({ labels }) =>
    (data, index) => {
      const of = (at: number): number => data[index * labels.length + at] ?? Number.NaN;
      return {
        labels: labels.filter((_, at) => of(at) > 0.5),
        probabilities: Object.fromEntries(labels.map((name, at) => [name, of(at)])),
      };
    },
};
