// Legend: B batch, N numbers a label, F figures predicted of each, Q quantiles.
import type { Value } from "@polyhead/onnx";
import {
  figuresOf,
  LEAST_VARIANCE,
  middleOf,
  quantileSteps,
  regressionShape,
  valuesOf,
  type FittedRegression,
} from "@polyhead/spec";
import {
  add,
  concat,
  mul,
  reshape,
  slice,
  softplus,
  sqrt,
  sub,
  tensor,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { TaskExport, TaskNodes } from "./task-export.ts";

/** `[B]` or `[B, N]` in the task's own unit; with an axis of F figures more for a Gaussian or quantiles. */
export const regressionExport: TaskExport<FittedRegression> = {
  headShape: (task) => [valuesOf(task) * figuresOf(task)],
  scalar: (task) => regressionShape(task).length === 0,
  output(task, head, nodes) {
    const { mean, std } = task.normalizer;
    const shape = regressionShape(task);
    const figures = shape.length < 2 ? head : nodes.reshape(head, shape);
    const standardized = figuresOutput(task, figures, nodes);
    const dims = numberDims(task);
    const scaled = nodes.op("Mul", [standardized, nodes.constant("std", std, dims)]);
    if (task.loss !== "gaussian") return nodes.op("Add", [scaled, nodes.constant("mean", mean, dims)]);
    const means = mean.flatMap((each) => [each, 0]);
    return nodes.op("Add", [scaled, nodes.constant("mean", means, [...dims.slice(0, -1), 2])]);
  },
  reference(task, head) {
    const { mean, std } = task.normalizer;
    const figures = reshape(head, [-1, valuesOf(task), figuresOf(task)]);
    const scale = tensor([...std], [std.length, 1]);
    const shift = tensor([...mean], [mean.length, 1]);
    const scaled = mul(figuresReference(task, figures), scale); // [B, N, F]
    const shifted =
      task.loss === "gaussian"
        ? concat([add(part(scaled, 0, 1), shift), part(scaled, 1, 1)], -1)
        : add(scaled, shift);
    return reshape(shifted, [-1, ...regressionShape(task)]);
  },
  deviation: ({ normalizer: { std } }) => Math.max(...std),
};

/** The shape in which one constant a number meets its figures. */
function numberDims(task: FittedRegression): readonly number[] {
  const numbers = task.names === undefined ? [] : [valuesOf(task)];
  return regressionShape(task).length > numbers.length ? [...numbers, 1] : numbers;
}

/** Standardized figures: as they stand, a mean and a standard deviation, or quantiles. */
function figuresOutput(task: FittedRegression, figures: Value, nodes: TaskNodes): Value {
  if (task.loss === "gaussian") return gaussianOutput(figures, nodes);
  if (task.loss !== "quantile") return figures;
  const { middle, others } = quantileSteps(task);
  const dims = [figuresOf(task), figuresOf(task)];
  return nodes.op("Add", [
    nodes.op("MatMul", [figures, nodes.constant("middle", middle, dims)]),
    nodes.op("MatMul", [nodes.op("Softplus", [figures]), nodes.constant("others", others, dims)]),
  ]);
}

function gaussianOutput(figures: Value, nodes: TaskNodes): Value {
  const variance = nodes.op("Add", [
    nodes.op("Softplus", [figures]),
    nodes.constant("least", [LEAST_VARIANCE], []),
  ]);
  return nodes.op("Add", [
    nodes.op("Mul", [figures, nodes.constant("first", [1, 0], [2])]),
    nodes.op("Mul", [nodes.op("Sqrt", [variance]), nodes.constant("second", [0, 1], [2])]),
  ]);
}

/** @param figures `[B, N, F]` */
function figuresReference(task: FittedRegression, figures: Tensor): Tensor {
  if (task.loss === "gaussian") {
    const variance = add(softplus(part(figures, 1, 1)), LEAST_VARIANCE);
    return concat([part(figures, 0, 1), sqrt(variance)], -1);
  }
  if (task.loss !== "quantile") return figures;
  const center = middleOf(task);
  const quantiles = [part(figures, center, 1)];
  for (let at = center - 1; at >= 0; at--)
    quantiles.unshift(sub(quantiles[0]!, softplus(part(figures, at, 1))));
  for (let at = center + 1; at < figuresOf(task); at++)
    quantiles.push(add(quantiles.at(-1)!, softplus(part(figures, at, 1))));
  return concat(quantiles, -1);
}

function part(figures: Tensor, from: number, count: number): Tensor {
  return slice(figures, [0, 0, from], [-1, -1, count]);
}
