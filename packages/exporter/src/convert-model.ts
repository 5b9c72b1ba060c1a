import { checkModel, type Model } from "@polyhead/onnx";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { optimizeModel } from "./optimize-model.ts";
import { planLayers, type LayersOptions } from "./plan-layers.ts";

/**
 * Translates a model into ONNX, in memory and unchecked against the original; `exportModel` checks and writes it.
 *
 * Inputs are float32 as the model takes them, `[batch, ...]`, under the names of the input layers.
 *
 * @throws PolyheadError `export-unsupported` for a layer that has no exact translation, `input-invalid` for an option
 */
export async function convertModel(model: LayersModel, options: LayersOptions = {}): Promise<Model> {
  const plan = await planLayers(model, options);
  const onnx = optimizeModel(plan.onnx);
  checkModel(onnx);
  return onnx;
}
