// B examples, N numbers a label, F figures predicted of each
import {
  figuresOf,
  LEAST_VARIANCE,
  middleOf,
  quantileSteps,
  valuesOf,
  type FittedRegression,
} from "@polyhead/spec";

/** What a regression predicts, in its unit: `[B, N, F]` row-major. @param output `[B, N·F]`, as its head gives them */
export function regressionFigures(task: FittedRegression, output: ArrayLike<number>): Float64Array {
  const count = figuresOf(task);
  const figures = new Float64Array(output.length);
  const { mean, std } = task.normalizer;
  const { others } = task.loss === "quantile" ? quantileSteps(task) : { others: [] };
  for (let start = 0; start < output.length; start += count) {
    const number = (start / count) % valuesOf(task);
    const center = (of: number): number => of * (std[number] ?? 1) + (mean[number] ?? 0);
    const own = Array.from({ length: count }, (_, at) => output[start + at] ?? Number.NaN);
    if (task.loss === "gaussian") {
      figures[start] = center(own[0] ?? Number.NaN);
      figures[start + 1] = Math.sqrt(softplus(own[1] ?? Number.NaN) + LEAST_VARIANCE) * (std[number] ?? 1);
    } else if (task.loss === "quantile") {
      const middle = own[middleOf(task)] ?? Number.NaN;
      for (let to = 0; to < count; to++) {
        const step = own.reduce((sum, each, from) => {
          const sign = others[from * count + to] ?? 0;
          return sign === 0 ? sum : sum + sign * softplus(each);
        }, 0);
        figures[start + to] = center(middle + step);
      }
    } else figures[start] = center(own[0] ?? Number.NaN);
  }
  return figures;
}

/** Which of a number's figures is the number itself. */
export function pointOf(task: FittedRegression): number {
  return task.loss === "quantile" ? middleOf(task) : 0;
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
