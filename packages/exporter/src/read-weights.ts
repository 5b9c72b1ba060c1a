import { PolyheadError } from "@polyhead/spec";
import type { LayersModel, LayerVariable } from "@tensorflow/tfjs-layers";
import type { Weights } from "./graph-scope.ts";

/**
 * Copies a model's weights from the device that holds them.
 *
 * @throws PolyheadError `export-unsupported` for weights that are not float32
 */
export async function readWeights(model: LayersModel): Promise<Weights> {
  return new Map(
    await Promise.all(model.weights.map(async (variable) => [variable, await read(variable)] as const)),
  );
}

async function read(variable: LayerVariable): Promise<Float32Array> {
  const data = await variable.read().data();
  if (data instanceof Float32Array) return data;
  throw new PolyheadError(
    "export-unsupported",
    `Weights must be float32 to be exported. Received "${variable.name}" of type ${variable.dtype}.`,
    { details: { variable: variable.name, dtype: variable.dtype } },
  );
}
