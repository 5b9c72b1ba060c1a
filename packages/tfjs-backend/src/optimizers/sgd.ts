import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import { callKernel } from "./custom-kernel.ts";
import { checked } from "./hyperparameter.ts";
import { KernelOptimizer, type OptimizerOptions } from "./kernel-optimizer.ts";
import { momentumUpdate } from "./momentum-update.ts";

export interface SgdOptions extends OptimizerOptions {
  /** default 0.01 */
  readonly learningRate?: number;
  /** 0 ≤ momentum < 1; default 0 */
  readonly momentum?: number;
  /** looks ahead by the momentum; default false */
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent with momentum (Sutskever et al. 2013): `v ← momentum·v + g`, `w ← w − learningRate·v`. */
export class Sgd extends KernelOptimizer {
  static readonly className = "KernelSgd";
  readonly #attrs: { readonly momentum: number; readonly nesterov: boolean };

  /** @throws PolyheadError `config-invalid` */
  constructor(options: SgdOptions = {}) {
    super(options.learningRate ?? 0.01, options, ["momentum"]);
    const momentum = checked("Sgd", "momentum", options.momentum ?? 0, "in [0, 1)");
    this.#attrs = { momentum, nesterov: options.nesterov ?? false };
  }

  getConfig(): ReturnType<KernelOptimizer["getConfig"]> {
    return { learningRate: this.learningRate, ...this.#attrs };
  }

  protected override startStep(
    rate: Scalar,
  ): (target: Variable, gradient: Tensor, slots: readonly Variable[]) => readonly Tensor[] {
    return (target, gradient, [velocity]) =>
      callKernel(momentumUpdate, { value: target, gradient, velocity: velocity!, rate }, { ...this.#attrs });
  }
}
