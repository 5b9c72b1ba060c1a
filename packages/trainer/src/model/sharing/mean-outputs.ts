// Legend: B batch, D the axes between batch and the last, N length of the last axis.
import { dispose, mean, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { model as layersModel, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";

/** The part of a model that gives the outputs `[B, ...D, N]` of some of its layers, named, each of which it calls once. */
export function outputsOf(
  model: LayersModel,
  names: readonly string[],
): (inputs: readonly Tensor[]) => Tensor[] {
  const outputs = names.map((name) => model.getLayer(name).output as SymbolicTensor);
  const part = layersModel({ inputs: model.inputs, outputs });
  return (inputs) => [part.apply([...inputs]) as Tensor | Tensor[]].flat();
}

/** Means over examples and positions of the outputs of some layers: N numbers for each. */
export async function meanOutputs(
  model: LayersModel,
  names: readonly string[],
  inputs: readonly Tensor[],
): Promise<number[][]> {
  const part = outputsOf(model, names);
  const means = tidy(() =>
    part(inputs).map((output) =>
      mean(
        output,
        Array.from({ length: output.rank - 1 }, (_, axis) => axis),
      ),
    ),
  );
  const values = await Promise.all(means.map(async (tensor) => [...(await tensor.data())]));
  dispose(means);
  return values;
}
