import { tensor1d } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { atLeastZero } from "../method-option.ts";
import { checkTaskValues, inTaskOrder, type TaskValues } from "../task-values.ts";
import { constantMethod } from "./constant-method.ts";

/**
 * Weights chosen by hand; a task that is not named has weight 1.
 *
 * @throws PolyheadError `config-invalid` for a weight below 0, or a task that is not there
 */
export function fixedWeights(weights: TaskValues): LossBalancing {
  checkTaskValues("fixedWeights", "weights", weights, atLeastZero);
  return {
    kind: "losses",
    name: "fixed-weights",
    options: weights,
    create(tasks, seed) {
      const values = inTaskOrder(tasks, weights, 1, "fixedWeights()");
      return constantMethod("fixed-weights", () => tensor1d(values)).create(tasks, seed);
    },
  };
}
