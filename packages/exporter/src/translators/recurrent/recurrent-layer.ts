// Legend: B batch, T steps, D the axes of a step, C channels.
import type { Layer, LiveLayer } from "../../layer.ts";
import type { LayerContext } from "../../layer-context.ts";
import { fixedLengths, type TensorHandle } from "../../tensor-handle.ts";
import type { Translator } from "../../translator.ts";
import type { Cell } from "./cell.ts";
import { refuseKeptDropout } from "./dropout.ts";
import { flipSteps } from "./flip-steps.ts";
import { maskedOperatorSteps } from "./masked-operator-steps.ts";
import { operatorSteps } from "./operator-steps.ts";
import { readCell } from "./read-cell.ts";
import { scanSteps } from "./scan-steps.ts";
import { stepMask } from "./step-mask.ts";
import type { Outcome, Steps } from "./steps.ts";
import { fromStepLayout, stateInStepLayout, toStepLayout } from "./step-layout.ts";

interface RecurrentLayer {
  readonly cell: Layer;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

/** SimpleRNN, GRU, LSTM, ConvLSTM2D, and RNN around any of TensorFlow.js's cells. */
export const recurrentLayer: Translator = (layer, [input, ...initial], context) => {
  if (input === undefined) throw context.refusal("it has no input");
  passInitialStates(layer, initial, context);
  return runRecurrent(layer, input, initial, context);
};

/** @throws PolyheadError `export-unsupported` for states that tfjs keeps between calls, or would not take */
export function passInitialStates(
  layer: Layer,
  initial: readonly TensorHandle[],
  context: LayerContext,
): void {
  if (layer.stateful)
    throw context.refusal(
      "it is stateful, and a graph keeps nothing between calls; make it with `stateful: false`, and its states inputs and outputs with `initialState` and `returnState`",
    );
  if (context.call.initialState)
    throw context.refusal(
      "once a model has used a mask, TensorFlow.js itself runs no recurrent layer after one with an initial state, nor that one for a second output",
    );
  if (initial.length > 0) context.call.initialState = true;
}

/**
 * The outputs of a recurrent layer: its sequence or its last output, then the states where they are asked for.
 *
 * @param initial none for zeros
 */
export function runRecurrent(
  layer: Layer,
  input: TensorHandle,
  initial: readonly TensorHandle[],
  context: LayerContext,
): readonly TensorHandle[] {
  const live = layer as LiveLayer<RecurrentLayer>;
  if (layer.getClassName() === "RNN") refuseKeptDropout(live.cell, context);
  const plain = context.plain(input);
  const cell = readCell(live.cell, fixedLengths(input.shape.slice(1)), context);
  if (initial.length > 0 && initial.length !== cell.states.length)
    throw context.refusal(`it has ${cell.states.length} states and was given ${initial.length}`);
  const steps = {
    input: toStepLayout(plain, cell.layout, context),
    mask: stepMask(plain, cell, live.goBackwards, context),
    initial: initial.map((state) => stateInStepLayout(state, cell.layout, context)),
    reverse: live.goBackwards,
    sequences: live.returnSequences,
  };
  const { sequence, states } = runSteps(cell, steps, context);
  const handles = states.map((value, index) => stateHandle(cell, value, index));
  const stacked =
    sequence &&
    fromStepLayout(
      { value: sequence, shape: [input.shape[0] ?? null, ...(cell.states[0] ?? [])], layout: cell.layout },
      context,
    );
  const ordered = stacked && live.goBackwards ? flipSteps(stacked, context) : stacked;
  return [...(ordered ? [ordered] : handles.slice(0, 1)), ...(live.returnState ? handles : [])];
}

function runSteps(cell: Cell, steps: Steps, context: LayerContext): Outcome {
  if (cell.operator === undefined) return scanSteps(cell, steps, context);
  if (steps.mask === undefined) return operatorSteps(cell.operator, steps, context);
  return maskedOperatorSteps(cell.operator, steps, steps.mask, context);
}

function stateHandle(cell: Cell, value: TensorHandle["value"], index: number): TensorHandle {
  return { value, shape: cell.states[index] ?? [], layout: cell.layout };
}
