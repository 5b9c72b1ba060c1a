import { Adam, BACKEND_NAME } from "@polyhead/tfjs-backend-onnxruntime";
import { getBackend } from "@tensorflow/tfjs-core";
import { knownOptions } from "../model/known-options.ts";
import { atLeastZero, belowOne, positiveRate } from "./hyperparameter.ts";
import type { OptimizerConfig } from "./optimizer.ts";
import { ResumableAdam } from "./resumable-adam.ts";

export interface AdamOptions {
  /** default 0.001 */
  readonly learningRate?: number;
  /** decay of the mean of gradients; default 0.9 */
  readonly beta1?: number;
  /** decay of the mean of squared gradients; default 0.999 */
  readonly beta2?: number;
  /** default 1e-7 */
  readonly epsilon?: number;
}

export const ADAM_OPTIONS: readonly (keyof AdamOptions)[] = ["learningRate", "beta1", "beta2", "epsilon"];

/**
 * Adam (Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1).
 *
 * @throws PolyheadError `config-invalid`
 */
export function adam(options: AdamOptions = {}): OptimizerConfig {
  knownOptions(options, ADAM_OPTIONS, "adam()");
  const { learningRate, beta1, beta2, epsilon } = adamHyperparameters("adam", options);
  return {
    name: "adam",
    learningRate,
    options: { beta1, beta2, epsilon },
    create: () =>
      getBackend() === BACKEND_NAME
        ? new Adam({ learningRate, beta1, beta2, epsilon })
        : new ResumableAdam(learningRate, beta1, beta2, epsilon),
  };
}

/** @throws PolyheadError `config-invalid` */
export function adamHyperparameters(name: string, options: AdamOptions): Required<AdamOptions> {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  positiveRate(name, learningRate);
  belowOne(name, "beta1", atLeastZero(name, "beta1", beta1));
  belowOne(name, "beta2", atLeastZero(name, "beta2", beta2));
  atLeastZero(name, "epsilon", epsilon);
  return { learningRate, beta1, beta2, epsilon };
}
