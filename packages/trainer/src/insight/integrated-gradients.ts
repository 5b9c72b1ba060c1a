// B examples, S steps, C width of a task's output, L tokens, D the axes of an input
import {
  add,
  addN,
  dispose,
  grads,
  mul,
  reshape,
  sum,
  tensor,
  tidy,
  tile,
  zerosLike,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";

export interface IntegratedGradientsOptions {
  /** inputs `[B, …D]` → `[B, C]`, or, of a label a token, `[B, L, C]` */
  readonly output: (inputs: readonly Tensor[]) => Tensor;
  /** `[B, …D]` each */
  readonly inputs: readonly Tensor[];
  /** as the output: the score that is explained is the sum of the outputs times these */
  readonly weights: Tensor;
  /** points on the way, in the middle of as many equal parts of it; default 32 */
  readonly steps?: number;
}

/** Numbers of the inputs in one pass at most, so that a step takes no more memory than training does. */
const LARGEST_PASS = 2 ** 20;

/**
 * How much of a score each number of the inputs accounts for, `[B, …D]` each: together the score less that of a baseline of
 * zeros, which in standardized inputs is the mean of the training data.
 *
 * Sundararajan, Taly, Yan 2017, "Axiomatic Attribution for Deep Networks", equations 1 and 3, with the midpoint rule.
 */
export function integratedGradients(options: IntegratedGradientsOptions): Tensor[] {
  const { inputs, steps = 32 } = options;
  const together = stepsTogether(inputs, steps);
  let sums: Tensor[] = inputs.map((input) => zerosLike(input));
  for (let step = 0; step < steps; step += together) {
    const shares = Array.from({ length: together }, (_, at) => (step + at + 0.5) / steps);
    const before = sums;
    sums = tidy(() => gradientSums(options, shares).map((part, at) => add(before[at]!, part)));
    dispose(before);
  }
  return tidy(() => {
    const attributions = sums.map((total, at) => mul(mul(total, 1 / steps), inputs[at]!));
    dispose(sums);
    return attributions;
  });
}

/** As many as go into one pass, the same for every pass: engines prepare anew for tensors of another shape. */
function stepsTogether(inputs: readonly Tensor[], steps: number): number {
  const numbers = inputs.reduce((total, input) => total + input.size, 0);
  let together = Math.max(1, Math.min(steps, Math.floor(LARGEST_PASS / numbers)));
  while (steps % together !== 0) together--;
  return together;
}

/** Gradients of the score at the inputs times each of S shares, summed over these: `[B, …D]` each. */
function gradientSums(
  { output, inputs, weights }: IntegratedGradientsOptions,
  shares: readonly number[],
): Tensor[] {
  const count = shares.length;
  const points = inputs.map((input) => {
    const factors = tensor(shares, [count, ...input.shape.map(() => 1)]);
    return reshape(mul(factors, input), [-1, ...input.shape.slice(1)]); // [S·B, …D]
  });
  const repeated = tile(weights, [count, ...weights.shape.slice(1).map(() => 1)]); // [S·B, …, C]
  // There is no gradient of what an output does not read, such as columns beside a text whose words are tagged.
  const nothing = (at: readonly Tensor[]): Tensor[] => at.map((input) => sum(mul(input, 0)));
  const differentiate = grads((...at: Tensor[]) =>
    addN<Scalar>([sum<Scalar>(mul(output(at), repeated)), ...(nothing(at) as Scalar[])]),
  );
  return differentiate(points).map((gradient, at) =>
    sum(reshape(gradient, [count, ...inputs[at]!.shape]), 0),
  );
}
