// Legend: B batch, T steps, I inputs of a step, U units; of each row's T steps, N count.
import { dataTypeCode, type Value } from "@polyhead/onnx";
import type { LayerContext } from "../../layer-context.ts";
import type { TensorHandle } from "../../tensor-handle.ts";
import type { RecurrentOperator } from "./cell.ts";
import { operatorSteps } from "./operator-steps.ts";
import type { Outcome, Steps } from "./steps.ts";

/**
 * Runs a cell by ONNX's RNN, GRU or LSTM over the steps that count alone: they are moved to the front of their rows. At a
 * step that does not count, the output is that of the last one that did, and the initial state before the first.
 */
export function maskedOperatorSteps(
  operator: RecurrentOperator,
  steps: Steps,
  mask: Value,
  context: LayerContext,
): Outcome {
  const counts = context.op("Cast", [mask], { to: dataTypeCode("int64") }); // [B, T]
  const lengths = context.op("ReduceSum", [counts, context.integers("axes", [1])]); // N, [B, 1]
  const flat = context.op("Squeeze", [lengths, context.integers("axes", [1])]);
  const { sequence, states } = operatorSteps(
    operator,
    { ...steps, input: { ...steps.input, value: countingFirst(steps.input.value, mask, context) } },
    context,
    context.op("Cast", [flat], { to: dataTypeCode("int32") }),
  );
  return {
    sequence: sequence && atEachStep(sequence, { counts, lengths }, steps, context),
    states: states.map((state, index) => initialWhereNone(state, lengths, steps.initial[index], context)),
  };
}

/** `[B, T, I]`, the steps that count first; TopK leaves what is equal in its order. */
function countingFirst(input: Value, mask: Value, context: LayerContext): Value {
  const keys = context.op("Cast", [mask], { to: dataTypeCode("float32") });
  const length = context.op("Shape", [input], { start: 1, end: 2 });
  const [, order] = context.outputs(2, "TopK", [keys, length], { axis: 1 }); // [B, T]
  return gatherSteps(input, order, context);
}

/** `[B, T, U]`: the output after the last step that counts up to each, itself included. */
function atEachStep(
  sequence: Value,
  { counts, lengths }: { readonly counts: Value; readonly lengths: Value },
  { initial: [initial], reverse }: Steps,
  context: LayerContext,
): Value {
  const done = context.op("CumSum", [counts, context.integers("axis", 1)], { reverse: Number(reverse) }); // [B, T]
  const positions = reverse ? fromEnd(done, lengths, context) : done;
  const first =
    initial === undefined
      ? context.op("Pad", [sequence, context.integers("pads", [0, 1, 0, 0, 0, 0])])
      : context.op(
          "Concat",
          [context.op("Unsqueeze", [initial.value, context.integers("axes", [1])]), sequence],
          { axis: 1 },
        ); // [B, 1 + T, U]
  return gatherSteps(first, positions, context);
}

/** Where the output after `done` steps is when the last came first: at N + 1 − done, and after none still at 0. */
function fromEnd(done: Value, lengths: Value, context: LayerContext): Value {
  const one = context.integers("one", 1);
  const left = context.op("Sub", [context.op("Add", [lengths, one]), done]);
  return context.op("Mul", [left, context.op("Min", [done, one])]);
}

/** Row by row, the steps at `positions` `[B, T]`. */
function gatherSteps(sequence: Value, positions: Value | undefined, context: LayerContext): Value {
  const indices = context.op("Unsqueeze", [positions, context.integers("axes", [2])]);
  return context.op("GatherND", [sequence, indices], { batch_dims: 1 });
}

/** ONNX Runtime gives zeros for rows without a step. */
function initialWhereNone(
  state: Value,
  lengths: Value,
  initial: TensorHandle | undefined,
  context: LayerContext,
): Value {
  if (initial === undefined) return state;
  const some = context.op("Cast", [lengths], { to: dataTypeCode("bool") });
  return context.op("Where", [some, state, initial.value]);
}
