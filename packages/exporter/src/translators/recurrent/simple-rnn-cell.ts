// Legend: B batch, U units.
import type { ActivationFunction } from "../../activate.ts";
import type { Layer, LiveLayer } from "../../layer.ts";
import type { Cell, RecurrentWeights } from "./cell.ts";
import { activated, activationNames, plainState, project } from "./gates.ts";

interface SimpleRnnCell extends RecurrentWeights {
  readonly activation: ActivationFunction | null;
}

/** h' = activation(x · W + b + h · R) */
export function simpleRnnCell(cell: Layer): Cell {
  const weights = cell as LiveLayer<SimpleRnnCell>;
  const { activation, recurrentKernel, units } = weights;
  const activations = activationNames(activation);
  return {
    states: [[units]],
    layout: "plain",
    step: (input, [state], context) => {
      const recurrent = context.constant("recurrent_kernel", context.weights(recurrentKernel), [
        units,
        units,
      ]);
      const sum = context.op("Gemm", [state?.value, recurrent, project(input, weights, context)]); // [B, U]
      return [plainState(activated(sum, activation, units, context), units)];
    },
    ...(activations && { operator: { opType: "RNN", activations, gates: [0], weights } }),
  };
}
