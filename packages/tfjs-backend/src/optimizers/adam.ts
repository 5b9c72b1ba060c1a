import { div, mul, pow, sqrt, sub, type Scalar, type Tensor, type Variable } from "@tensorflow/tfjs-core";
import { adamUpdate } from "./adam-update.ts";
import { callKernel } from "./custom-kernel.ts";
import { checked } from "./hyperparameter.ts";
import { KernelOptimizer, type OptimizerOptions } from "./kernel-optimizer.ts";

export interface AdamOptions extends OptimizerOptions {
  /** default 0.001 */
  readonly learningRate?: number;
  /** decay of the mean of gradients; default 0.9 */
  readonly beta1?: number;
  /** decay of the mean of squared gradients; default 0.999 */
  readonly beta2?: number;
  /** default 1e-7 */
  readonly epsilon?: number;
  /** share of each weight of more than one axis that decays in a step, before the learning rate; default 0 */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1); with `weightDecay`, AdamW (Loshchilov,
 * Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2), where vectors and scalars do not decay.
 */
export class Adam extends KernelOptimizer {
  static readonly className = "KernelAdam";
  readonly #options: Required<Pick<AdamOptions, "beta1" | "beta2" | "epsilon" | "weightDecay">>;

  /** @throws PolyheadError `config-invalid` */
  constructor(options: AdamOptions = {}) {
    // The kernel keeps sums, not means as tfjs does, whose states are therefore not taken.
    super(options.learningRate ?? 0.001, options, ["m_sum", "v_sum"]);
    this.#options = {
      beta1: checked("Adam", "beta1", options.beta1 ?? 0.9, "in [0, 1)"),
      beta2: checked("Adam", "beta2", options.beta2 ?? 0.999, "in [0, 1)"),
      epsilon: checked("Adam", "epsilon", options.epsilon ?? 1e-7, "0 or more"),
      weightDecay: checked("Adam", "weightDecay", options.weightDecay ?? 0, "0 or more"),
    };
  }

  getConfig(): ReturnType<KernelOptimizer["getConfig"]> {
    return { learningRate: this.learningRate, ...this.#options };
  }

  protected override startStep(
    rate: Scalar,
    iterations: Scalar,
  ): (target: Variable, gradient: Tensor, slots: readonly Variable[]) => readonly Tensor[] {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    // What turns the sums that the kernel keeps into means without bias: mean · correction, √square · √correction.
    const meanCorrection = div(1 - beta1, sub(1, pow(beta1, iterations)));
    const rootCorrection = sqrt(div(1 - beta2, sub(1, pow(beta2, iterations))));
    const scaledRate = div(mul(rate, meanCorrection), rootCorrection);
    const scaledEpsilon = div(epsilon, rootCorrection);
    const keep = sub(1, mul(rate, weightDecay));
    return (target, gradient, [mean, square]) => {
      const decays = weightDecay > 0 && target.rank > 1;
      const inputs = { value: target, gradient, mean: mean!, square: square!, rate: scaledRate };
      const scalars = { epsilon: scaledEpsilon, ...(decays && { keep }) };
      return callKernel(adamUpdate, { ...inputs, ...scalars }, { beta1, beta2 });
    };
  }
}
