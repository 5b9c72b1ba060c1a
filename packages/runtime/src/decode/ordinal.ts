// B batch, K levels.
import { medianLevel, type OrdinalTask } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Probabilities `[B, K]` to the median level. */
export const ordinalDecoder: Decoder<OrdinalTask> = {
  shape: ({ levels }) => [levels.length],
  reader:
    ({ levels }) =>
    (data, index) => {
      const start = index * levels.length;
      const level = medianLevel(data, start, levels.length);
      return {
        level: levels[level] ?? "",
        probability: data[start + level] ?? Number.NaN,
        probabilities: Object.fromEntries(levels.map((name, at) => [name, data[start + at] ?? Number.NaN])),
      };
    },
};
