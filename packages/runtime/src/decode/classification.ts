// B batch, C classes.
import type { ClassificationTask } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Probabilities `[B, C]` to the most probable class. */
export const classificationDecoder: Decoder<ClassificationTask> = {
  shape: ({ classes }) => [classes.length],
  reader: ({ classes }) => {
    const count = classes.length;
    return (data, index) => {
      const start = index * count;
      let best = 0;
      const entries = classes.map((name, position): [string, number] => {
        const probability = data[start + position] ?? Number.NaN;
        if (probability > (data[start + best] ?? 0)) best = position;
        return [name, probability];
      });
      return {
        class: classes[best] ?? "",
        probability: data[start + best] ?? Number.NaN,
        probabilities: Object.fromEntries(entries),
      };
    };
  },
};
