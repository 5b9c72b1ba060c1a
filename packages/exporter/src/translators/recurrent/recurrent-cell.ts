// Legend: B batch, I inputs, U units.
import { fixedLengths } from "../../tensor-handle.ts";
import type { Translator } from "../../translator.ts";
import { refuseKeptDropout } from "./dropout.ts";
import { readCell } from "./read-cell.ts";

/** A cell on its own takes an input and its states, and gives its output and its states after one step. */
export const recurrentCell: Translator = (layer, [input, ...states], context) => {
  if (input === undefined) throw context.refusal("it has no input");
  refuseKeptDropout(layer, context);
  const cell = readCell(layer, fixedLengths(input.shape), context);
  if (states.length !== cell.states.length)
    throw context.refusal(`it has ${cell.states.length} states and was given ${states.length}`);
  const inLayout = [input, ...states].map((handle) =>
    cell.layout === "plain" ? context.plain(handle) : context.channelsFirst(handle),
  );
  const [step = input, ...before] = inLayout;
  const after = cell.step(step, before, context);
  return [...after.slice(0, 1), ...after];
};
