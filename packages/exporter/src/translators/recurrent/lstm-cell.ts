// Legend: B batch, U units; gates i input, f forget, c candidate, o output.
import type { ActivationFunction } from "../../activate.ts";
import type { Layer, LiveLayer } from "../../layer.ts";
import type { Cell, RecurrentWeights } from "./cell.ts";
import { activated, activationNames, gatesOf, plainState, project } from "./gates.ts";

interface LstmCell extends RecurrentWeights {
  readonly activation: ActivationFunction | null;
  readonly recurrentActivation: ActivationFunction | null;
}

/** c' = f · c + i · candidate; h' = o · activation(c'). tfjs orders the gates i, f, c, o, and ONNX i, o, f, c. */
export function lstmCell(cell: Layer): Cell {
  const weights = cell as LiveLayer<LstmCell>;
  const { activation, recurrentActivation, recurrentKernel, units } = weights;
  const activations = activationNames(recurrentActivation, activation, activation);
  const perGate = [recurrentActivation, recurrentActivation, activation, recurrentActivation];
  return {
    states: [[units], [units]],
    layout: "plain",
    step: (input, [state, carry], context) => {
      const recurrent = context.constant("recurrent_kernel", context.weights(recurrentKernel), [
        units,
        4 * units,
      ]);
      const sums = context.op("Gemm", [state?.value, recurrent, project(input, weights, context)]); // [B, 4 * U]
      const [i, f, c, o] = gatesOf(sums, perGate, units, context);
      const carried = context.op("Add", [context.op("Mul", [f, carry?.value]), context.op("Mul", [i, c])]);
      const output = context.op("Mul", [o, activated(carried, activation, units, context)]);
      return [plainState(output, units), plainState(carried, units)];
    },
    ...(activations && { operator: { opType: "LSTM", activations, gates: [0, 3, 1, 2], weights } }),
  };
}
