import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** The names of a model's input layers; `model.inputNames` of a Sequential model is empty. */
export function inputNamesOf(model: LayersModel): string[] {
  return model.inputs.map(({ sourceLayer }) => sourceLayer.name);
}

/** A batch's tensors in the order of the model's inputs. */
export function inOrder(model: LayersModel, inputs: Readonly<Record<string, Tensor>>): readonly Tensor[] {
  return inputNamesOf(model).flatMap((name) => inputs[name] ?? []);
}

/** The model's outputs for one batch of all its inputs, by name. */
export function predict(model: LayersModel, inputs: Readonly<Record<string, Tensor>>): Tensor[] {
  const tensors = inOrder(model, inputs);
  const [first] = tensors;
  return [model.predict([...tensors], { batchSize: first?.shape[0] ?? 1 })].flat();
}
