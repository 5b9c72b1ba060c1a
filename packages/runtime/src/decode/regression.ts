// B batch, N numbers, F figures of each.
import { figuresOf, middleOf, regressionShape, type AnyRegression, type Prediction } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

type Each = Extract<Prediction<AnyRegression>, { value: number }>;

/** Values `[B]` or `[B, N]`, already in the task's unit, with an axis of F figures more for a Gaussian or quantiles. */
export const regressionDecoder: Decoder<AnyRegression> = {
  shape: regressionShape,
  reader(task) {
    const { names } = task;
    const count = figuresOf(task);
    const figures = eachReader(task);
    if (names === undefined)
      return (data, index) => figures(data.subarray(index * count, (index + 1) * count));
    return (data, index) => {
      const start = index * names.length;
      const entries = names.map((name, at): [string, Each] => {
        return [name, figures(data.subarray((start + at) * count, (start + at + 1) * count))];
      });
      return { values: Object.fromEntries(entries) };
    };
  },
};

/** One number's figures to its prediction. */
function eachReader(task: AnyRegression): (figures: Float32Array) => Each {
  const unit = task.unit === undefined ? {} : { unit: task.unit };
  const center = middleOf(task);
  switch (task.loss) {
    case "gaussian":
      return ([value = Number.NaN, deviation = Number.NaN]) => ({ value, deviation, ...unit });
    case "quantile":
      return (figures) => ({ value: figures[center] ?? Number.NaN, quantiles: [...figures], ...unit });
    default:
      return ([value = Number.NaN]) => ({ value, ...unit });
  }
}
