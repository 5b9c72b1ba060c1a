// Legend: B batch, U units; gates z update, r reset, h candidate.
import type { ActivationFunction } from "../../activate.ts";
import type { LayerContext } from "../../layer-context.ts";
import type { Layer, LiveLayer } from "../../layer.ts";
import { transposeWeights } from "../transpose-weights.ts";
import type { Cell, RecurrentWeights } from "./cell.ts";
import { activated, activationNames, gatesOf, plainState, project } from "./gates.ts";

interface GruCell extends RecurrentWeights {
  readonly activation: ActivationFunction | null;
  readonly recurrentActivation: ActivationFunction | null;
}

/** h' = z · h + (1 − z) · candidate, whose r resets h before it is multiplied, as tfjs alone can. */
export function gruCell(cell: Layer): Cell {
  const weights = cell as LiveLayer<GruCell>;
  const { activation, recurrentActivation, units } = weights;
  const activations = activationNames(recurrentActivation, activation);
  return {
    states: [[units]],
    layout: "plain",
    step: (input, [state], context) => {
      const recurrent = recurrentParts(weights, context);
      const parts = context.integers("parts", [2 * units, units]);
      const projected = project(input, weights, context); // [B, 3 * U]
      const [gates, candidate] = context.outputs(2, "Split", [projected, parts], { axis: 1 });
      const sums = context.op("Gemm", [state?.value, recurrent.gates, gates]); // [B, 2 * U]
      const [z, r] = gatesOf(sums, [recurrentActivation, recurrentActivation], units, context);
      const reset = context.op("Mul", [r, state?.value]);
      const sum = context.op("Gemm", [reset, recurrent.candidate, candidate]); // [B, U]
      const fresh = activated(sum, activation, units, context);
      const kept = context.op("Mul", [z, state?.value]);
      const share = context.op("Sub", [context.scalar("one", 1), z]);
      return [plainState(context.op("Add", [kept, context.op("Mul", [share, fresh])]), units)];
    },
    ...(activations && { operator: { opType: "GRU", activations, gates: [0, 1, 2], weights } }),
  };
}

/** The recurrent kernel of the gates, `[U, 2 * U]`, and of the candidate, `[U, U]`. */
function recurrentParts({ recurrentKernel, units }: RecurrentWeights, context: LayerContext) {
  const whole = context.weights(recurrentKernel); // [U, 3 * U]
  const columns = transposeWeights(whole, [units, 3 * units], [1, 0]);
  const part = (name: string, gate: number, gates: number) => {
    const rows = columns.subarray(gate * units * units, (gate + gates) * units * units);
    const data = transposeWeights(rows, [gates * units, units], [1, 0]);
    return context.constant(name, data, [units, gates * units]);
  };
  return { gates: part("recurrent_gates", 0, 2), candidate: part("recurrent_candidate", 2, 1) };
}
