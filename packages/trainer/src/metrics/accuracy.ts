import type { MetricSet } from "../tasks/task-kind.ts";

/** Share of examples whose largest logit is the label's; ties go to the lower index. */
export function accuracy(classes: number): MetricSet {
  let right = 0;
  let seen = 0;
  return {
    add(logits, labels) {
      for (let row = 0; row < labels.length; row++) {
        if (largest(logits, row * classes, classes) === labels[row]) right++;
      }
      seen += labels.length;
    },
    values: () => (seen === 0 ? {} : { accuracy: right / seen }),
  };
}

function largest(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[start + index] ?? Number.NaN) > (values[start + best] ?? Number.NaN)) best = index;
  }
  return best;
}
