// B examples in a batch, N numbers a label, F figures predicted of each, Q quantiles
import {
  abs,
  add,
  div,
  log,
  matMul,
  maximum,
  mean,
  minimum,
  mul,
  reshape,
  softplus,
  square,
  squaredDifference,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  type Tensor,
} from "@tensorflow/tfjs-core";
import {
  figuresOf,
  LEAST_VARIANCE,
  quantilesOf,
  quantileSteps,
  valuesOf,
  type AnyRegression,
  type RegressionLoss,
} from "@polyhead/spec";

/** Losses `[B, N]` of standardized numbers. @param output `[B, N·F]` @param values `[B, N]` */
type Loss = (task: AnyRegression, output: Tensor, values: Tensor) => Tensor;

const losses: { readonly [L in RegressionLoss]: Loss } = {
  mse: (_, output, values) => squaredDifference(output, values),
  mae: (_, output, values) => abs(sub(output, values)),
  huber({ delta = 1 }, output, values) {
    const error = abs(sub(output, values));
    const near = minimum(error, delta);
    return add(mul(square(near), 0.5), mul(sub(error, near), delta));
  },
  gaussian(task, output, values) {
    const pairs = byNumber(task, output); // [B, N, 2]
    const center = sum(mul(pairs, tensor1d([1, 0])), -1);
    const variance = add(sum(mul(softplus(pairs), tensor1d([0, 1])), -1), LEAST_VARIANCE);
    // Counted from the least variance on, so that it is never below 0: methods of balancing take losses' logarithms.
    return mul(
      add(log(div(variance, LEAST_VARIANCE)), div(squaredDifference(center, values), variance)),
      0.5,
    );
  },
  quantile(task, output, values) {
    const levels = tensor1d([...quantilesOf(task)]); // [Q]
    const quantiles = byNumber(task, quantilesFrom(task, output)); // [B, N, Q]
    const above = sub(reshape(values, [...values.shape, 1]), quantiles);
    return mean(maximum(mul(levels, above), mul(sub(levels, 1), above)), -1);
  },
};

/** Losses of a regression by its kind of loss: `[B, N]`. */
export const regressionLosses: Loss = (task, output, values) =>
  tidy(() => losses[task.loss ?? "mse"](task, output, values));

function byNumber(task: AnyRegression, output: Tensor): Tensor {
  return reshape(output, [-1, valuesOf(task), figuresOf(task)]);
}

/** Quantiles that do not cross: `[B·N, Q]`. */
function quantilesFrom(task: AnyRegression, output: Tensor): Tensor {
  const count = figuresOf(task);
  const { middle, others } = quantileSteps(task);
  const rows = reshape(output, [-1, count]);
  const size: [number, number] = [count, count];
  return add(matMul(rows, tensor2d([...middle], size)), matMul(softplus(rows), tensor2d([...others], size)));
}
