import type { Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { reachedVariables } from "../fit/reached-variables.ts";

/** The trainable variables that two tasks or more depend on. */
export function sharedVariables(model: LayersModel): readonly Variable[] {
  const reached = reachedVariables(model);
  return model.trainableWeights
    .map((weight) => weight.read() as Variable)
    .filter((variable) => reached.filter((variables) => variables.has(variable)).length > 1);
}
