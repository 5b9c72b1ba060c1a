// Legend: B batch, T steps, I inputs of a step, U units, G gates.
import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../../layer-context.ts";
import { transposeWeights } from "../transpose-weights.ts";
import type { RecurrentOperator, RecurrentWeights } from "./cell.ts";
import type { Outcome, Steps } from "./steps.ts";

/**
 * Runs a cell by ONNX's RNN, GRU or LSTM.
 *
 * @param lengths int32 `[B]`, how many steps of each row there are; absent for all
 */
export function operatorSteps(
  operator: RecurrentOperator,
  steps: Steps,
  context: LayerContext,
  lengths?: Value,
): Outcome {
  const { input, initial, reverse } = steps;
  const { activations, opType, weights } = operator;
  const { units } = weights;
  const swapped = { perm: [1, 0, 2] };
  const first = context.integers("axes", [0]);
  const states = initial.map(({ value }) => context.op("Unsqueeze", [value, first])); // [1, B, U]
  const [sequence, ...last] = context.outputs(
    opType === "LSTM" ? 3 : 2,
    opType,
    [
      context.op("Transpose", [input.value], swapped),
      ...operatorWeights(operator, context),
      lengths,
      ...states,
    ],
    { activations, hidden_size: units, ...(reverse && { direction: "reverse" }) },
  ); // [T, 1, B, U] and [1, B, U]
  const squeezed =
    steps.sequences && sequence && context.op("Squeeze", [sequence, context.integers("axes", [1])]);
  return {
    sequence: squeezed ? context.op("Transpose", [squeezed], swapped) : undefined,
    states: last.map((state) => context.op("Squeeze", [state, first])),
  };
}

/** `[1, G * U, I]`, `[1, G * U, U]` and, where there is a bias, `[1, 2 * G * U]`. */
function operatorWeights(operator: RecurrentOperator, context: LayerContext): (Value | undefined)[] {
  const { gates, weights } = operator;
  const { bias, kernel, recurrentKernel, units } = weights;
  const rows = gates.length * units;
  const matrix = (name: string, variable: RecurrentWeights["kernel"]) => {
    const data = context.weights(variable); // [I, G * U]
    const columns = data.length / rows;
    const byGate = inOrder(transposeWeights(data, [columns, rows], [1, 0]), gates);
    return context.constant(name, byGate, [1, rows, columns]);
  };
  const doubled = (data: Float32Array) => {
    const both = new Float32Array(2 * rows);
    both.set(inOrder(data, gates));
    return both;
  };
  return [
    matrix("kernel", kernel),
    matrix("recurrent_kernel", recurrentKernel),
    bias ? context.constant("bias", doubled(context.weights(bias)), [1, 2 * rows]) : undefined,
  ];
}

/** Blocks of equal length, reordered. */
function inOrder(data: Float32Array, order: readonly number[]): Float32Array {
  const length = data.length / order.length;
  const ordered = new Float32Array(data.length);
  for (const [index, block] of order.entries())
    ordered.set(data.subarray(block * length, (block + 1) * length), index * length);
  return ordered;
}
