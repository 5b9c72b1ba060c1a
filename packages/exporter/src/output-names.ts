import { PolyheadError } from "@polyhead/spec";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { inputNamesOf } from "./predict.ts";

/**
 * One name for each output: the caller's, or else those of the output layers, numbered where they repeat.
 *
 * @throws PolyheadError `input-invalid`
 */
export function outputNamesOf(model: LayersModel, requested?: readonly string[]): readonly string[] {
  const taken = inputNamesOf(model);
  if (requested === undefined) return uniqueNames(model, taken);
  if (requested.length === model.outputs.length) return requested;
  throw new PolyheadError(
    "input-invalid",
    `Option \`outputNames\` must have a name for each of the ${model.outputs.length} outputs. Received ${requested.join(", ") || "none"}.`,
    { details: { outputs: model.outputs.length, received: requested } },
  );
}

function uniqueNames(model: LayersModel, taken: readonly string[]): string[] {
  const used = new Set(taken);
  return model.outputs.map(({ sourceLayer: { name } }) => {
    let unique = name;
    for (let number = 1; used.has(unique); number++) unique = `${name}_${number}`;
    used.add(unique);
    return unique;
  });
}
