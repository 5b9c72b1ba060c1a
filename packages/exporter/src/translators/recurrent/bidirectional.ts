import type { LayerContext } from "../../layer-context.ts";
import type { Layer, LiveLayer } from "../../layer.ts";
import { lastLength, type TensorHandle } from "../../tensor-handle.ts";
import type { Translator } from "../../translator.ts";
import { flipSteps } from "./flip-steps.ts";
import { passInitialStates, runRecurrent } from "./recurrent-layer.ts";

interface Bidirectional {
  readonly backwardLayer: Layer;
  readonly forwardLayer: Layer;
  readonly mergeMode: "ave" | "concat" | "mul" | "sum" | null;
  readonly returnSequences: boolean;
}

/** Two recurrent layers over one sequence, one of them from its end; outputs are merged, states are not. */
export const bidirectional: Translator = (layer, [input, ...initial], context) => {
  const { backwardLayer, forwardLayer, mergeMode, returnSequences } = layer as LiveLayer<Bidirectional>;
  if (input === undefined) throw context.refusal("it has no input");
  passInitialStates(layer, initial, context);
  const half = initial.length / 2;
  const [forward, ...statesForward] = runRecurrent(forwardLayer, input, initial.slice(0, half), context);
  const [last, ...statesBackward] = runRecurrent(backwardLayer, input, initial.slice(half), context);
  if (forward === undefined || last === undefined) throw context.refusal("its layers give no output");
  const backward = returnSequences ? flipSteps(last, context) : last;
  return [...merged(forward, backward, mergeMode, context), ...statesForward, ...statesBackward];
};

function merged(
  forward: TensorHandle,
  backward: TensorHandle,
  mode: Bidirectional["mergeMode"],
  context: LayerContext,
): readonly TensorHandle[] {
  const [left, right] = [context.plain(forward), context.plain(backward)];
  const values = [left.value, right.value];
  switch (mode) {
    case "concat": {
      const value = context.op("Concat", values, { axis: -1 });
      return [{ ...left, value, shape: [...left.shape.slice(0, -1), 2 * lastLength(left)] }];
    }
    case "mul":
      return [{ ...left, value: context.op("Mul", values) }];
    case "sum":
      return [{ ...left, value: context.op("Add", values) }];
    case "ave":
      return [
        { ...left, value: context.op("Mul", [context.op("Add", values), context.scalar("half", 0.5)]) },
      ];
    default:
      return [left, right];
  }
}
