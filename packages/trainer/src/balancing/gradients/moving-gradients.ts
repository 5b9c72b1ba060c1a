// T tasks, N elements of a shared variable
import {
  add,
  matMul,
  mul,
  reshape,
  sub,
  tidy,
  variable,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";

/** Moving means of gradients, from 0, kept where the gradients are. */
export interface MovingGradients {
  /** `[T, N]` each */
  readonly state: readonly Variable[];
  /**
   * Moves the means of tasks that are present by a share of their distance to the gradients: a part of graphs.
   *
   * @param shares `[T]` @param present `[T]`, 1 or 0
   * @returns the new means
   */
  move(jacobians: readonly Tensor2D[], shares: Tensor1D, present: Tensor1D | undefined): Tensor2D[];
  /** Their weighted sum, `[1, N]` each: a part of graphs. @param weights `[1, T]` */
  combine(weights: Tensor2D): Tensor2D[];
  dispose(): void;
}

export function movingGradients(tasks: number, sizes: readonly number[]): MovingGradients {
  const means = sizes.map((size) => tidy(() => variable(zeros<Rank.R2>([tasks, size]), false)));
  return {
    state: means,
    move(jacobians, shares, present) {
      const moving = reshape(present === undefined ? shares : mul(shares, present), [-1, 1]);
      return means.map((mean, at) => {
        const next = add<Tensor2D>(mean, mul(sub(jacobians[at]!, mean), moving));
        mean.assign(next);
        return next;
      });
    },
    combine: (weights) => means.map((mean) => matMul(weights, mean)),
    dispose() {
      for (const mean of means) mean.dispose();
    },
  };
}
