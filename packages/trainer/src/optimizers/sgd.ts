import { BACKEND_NAME, Sgd } from "@polyhead/tfjs-backend-onnxruntime";
import { getBackend, train } from "@tensorflow/tfjs-core";
import { knownOptions } from "../model/known-options.ts";
import { atLeastZero, belowOne, positiveRate } from "./hyperparameter.ts";
import type { OptimizerConfig } from "./optimizer.ts";

/**
 * Stochastic gradient descent with momentum: `v ← momentum·v + g`, `w ← w − learningRate·v`.
 *
 * @param options.learningRate default 0.01
 * @param options.momentum 0 ≤ momentum < 1; default 0.9
 * @param options.nesterov default false
 * @throws PolyheadError `config-invalid`
 */
export function sgd(
  options: { learningRate?: number; momentum?: number; nesterov?: boolean } = {},
): OptimizerConfig {
  knownOptions(options, ["learningRate", "momentum", "nesterov"], "sgd()");
  const { learningRate = 0.01, momentum = 0.9, nesterov = false } = options;
  positiveRate("sgd", learningRate);
  belowOne("sgd", "momentum", atLeastZero("sgd", "momentum", momentum));
  return {
    name: "sgd",
    learningRate,
    options: { momentum, nesterov },
    create: () =>
      getBackend() === BACKEND_NAME
        ? new Sgd({ learningRate, momentum, nesterov })
        : train.momentum(learningRate, momentum, nesterov),
  };
}
