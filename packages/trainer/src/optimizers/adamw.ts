import { Adam, BACKEND_NAME } from "@polyhead/tfjs-backend-onnxruntime";
import { getBackend, mul, tidy, type Variable } from "@tensorflow/tfjs-core";
import { knownOptions } from "../model/known-options.ts";
import { ADAM_OPTIONS, adamHyperparameters, type AdamOptions } from "./adam.ts";
import { atLeastZero } from "./hyperparameter.ts";
import type { OptimizerConfig } from "./optimizer.ts";
import { ResumableAdam } from "./resumable-adam.ts";

export interface AdamWOptions extends AdamOptions {
  /** share of each weight that decays in a step, before the learning rate; default 0.01 */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov, Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2):
 * `w ← w − learningRate·weightDecay·w`, then Adam's step. Matrices and kernels decay; vectors and scalars (biases, the
 * balancing method's own variables) do not.
 *
 * @throws PolyheadError `config-invalid`
 */
export function adamw(options: AdamWOptions = {}): OptimizerConfig {
  knownOptions(options, [...ADAM_OPTIONS, "weightDecay"], "adamw()");
  const { learningRate, beta1, beta2, epsilon } = adamHyperparameters("adamw", options);
  const weightDecay = atLeastZero("adamw", "weightDecay", options.weightDecay ?? 0.01);
  return {
    name: "adamw",
    learningRate,
    options: { beta1, beta2, epsilon, weightDecay },
    create: (trainable) =>
      getBackend() === BACKEND_NAME
        ? new Adam({ learningRate, beta1, beta2, epsilon, weightDecay })
        : new AdamWOptimizer(learningRate, beta1, beta2, epsilon, weightDecay, trainable),
  };
}

class AdamWOptimizer extends ResumableAdam {
  readonly #weightDecay: number;
  readonly #trainable: readonly Variable[];

  constructor(
    learningRate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    weightDecay: number,
    trainable: readonly Variable[],
  ) {
    super(learningRate, beta1, beta2, epsilon);
    this.#weightDecay = weightDecay;
    this.#trainable = trainable;
  }

  override applyGradients(gradients: Parameters<ResumableAdam["applyGradients"]>[0]): void {
    const keep = 1 - this.learningRate * this.#weightDecay;
    tidy(() => {
      for (const variable of this.#trainable) {
        if (variable.rank > 1) variable.assign(mul(variable, keep));
      }
    });
    super.applyGradients(gradients);
  }
}
