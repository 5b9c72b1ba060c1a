// B examples in a batch, U features
import { PolyheadError } from "@polyhead/spec";
import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import { model as modelOf, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { inputValues, valueOf } from "../insight/graph-values.ts";

/** A model cut where its heads begin. Both parts do as while training. */
export interface Representation {
  /** inputs → features `[B, U]`, or of any shape */
  trunk(inputs: readonly Tensor[]): Tensor;
  /** inputs and features → the model's outputs */
  heads(inputs: readonly Tensor[], features: Tensor): Tensor2D[];
}

/**
 * Cuts a model at the features that all its heads read, and through which alone they reach variables that several tasks share.
 *
 * @param method for errors
 * @throws PolyheadError `config-invalid` where there are no such features
 */
export function representationOf(model: LayersModel, method: string): Representation {
  const features = tensorsBefore(model.outputs[0]!).find((tensor) => isCut(model, tensor));
  if (features === undefined)
    throw new PolyheadError(
      "config-invalid",
      `The balancing method "${method}" needs all heads to read the same features, and nothing else that several tasks share; with this way of sharing they do not. Share with hardSharing(), or leave out atRepresentation().`,
      { details: { balancing: method } },
    );
  const trunk = modelOf({ inputs: model.inputs, outputs: features });
  return {
    trunk: (inputs) => trunk.apply([...inputs], { training: true }) as Tensor,
    heads(inputs, values) {
      const known = inputValues(model, inputs).set(features.id, values);
      return model.outputs.map((output) => valueOf(output, known, true) as Tensor2D);
    },
  };
}

/** All tensors that one is made of, the nearest first. */
function tensorsBefore(output: SymbolicTensor): SymbolicTensor[] {
  const found = new Map([[output.id, output]]);
  for (const tensor of found.values()) for (const input of inputsOf(tensor)) found.set(input.id, input);
  return [...found.values()];
}

/** Whether every output depends on a tensor, and no two of them on one trainable variable but through it. */
function isCut(model: LayersModel, tensor: SymbolicTensor): boolean {
  const seen = new Set<Variable>();
  return model.outputs.every((output) => {
    const { reached, variables } = behind(output, tensor);
    const isOwn = [...variables].every((variable) => !seen.has(variable));
    for (const variable of variables) seen.add(variable);
    return reached && isOwn;
  });
}

/** The trainable variables that an output depends on but through `cut`, and whether it depends on that. */
function behind(
  output: SymbolicTensor,
  cut: SymbolicTensor,
): { readonly reached: boolean; readonly variables: ReadonlySet<Variable> } {
  const variables = new Set<Variable>();
  const visited = new Map([[output.id, output]]);
  for (const tensor of visited.values()) {
    if (tensor.id === cut.id) continue;
    for (const weight of tensor.sourceLayer.trainableWeights) variables.add(weight.read() as Variable);
    for (const input of inputsOf(tensor)) visited.set(input.id, input);
  }
  return { reached: visited.has(cut.id), variables };
}

function inputsOf({ sourceLayer, nodeIndex }: SymbolicTensor): readonly SymbolicTensor[] {
  return sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? [];
}
