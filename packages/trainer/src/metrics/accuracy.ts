import { indexOfLargest } from "./index-of-largest.ts";
import type { Measure } from "./measure.ts";

/** Share of examples whose most probable class is the label's; ties go to the lower index. */
export function accuracy(classes: number): Measure<Readonly<Record<string, number>>> {
  let right = 0;
  let seen = 0;
  return {
    add(probabilities, labels) {
      for (let row = 0; row < labels.length; row++) {
        if (indexOfLargest(probabilities, row * classes, classes) === labels[row]) right++;
      }
      seen += labels.length;
    },
    values: () => (seen === 0 ? {} : { accuracy: right / seen }),
  };
}
