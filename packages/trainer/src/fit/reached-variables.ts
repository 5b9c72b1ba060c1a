import type { Variable } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";

/** The trainable variables that each output of a model depends on, in the order of the outputs. */
export function reachedVariables(model: LayersModel): readonly ReadonlySet<Variable>[] {
  return model.outputs.map((output) => {
    const seen = new Set<number>();
    const variables = new Set<Variable>();
    const visit = ({ id, sourceLayer, nodeIndex }: SymbolicTensor): void => {
      if (seen.has(id)) return;
      seen.add(id);
      for (const weight of sourceLayer.trainableWeights) variables.add(weight.read() as Variable);
      for (const input of sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? []) visit(input);
    };
    visit(output);
    return variables;
  });
}
