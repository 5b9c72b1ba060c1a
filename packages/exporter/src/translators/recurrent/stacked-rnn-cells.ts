import type { Layer, LiveLayer } from "../../layer.ts";
import type { TensorHandle } from "../../tensor-handle.ts";
import type { CellReader } from "./cell.ts";

/** Each cell takes the output of the one before; tfjs keeps the states of the last cell first. */
export const stackedRnnCells: CellReader = (stack, shape, context, read) => {
  const { cells: live } = stack as LiveLayer<{ cells: readonly Layer[] }>;
  let input = shape;
  const cells = live.map((layer) => {
    const cell = read(layer, input, context);
    input = cell.states[0] ?? input;
    return cell;
  });
  return {
    states: cells.toReversed().flatMap(({ states }) => states),
    layout: cells[0]?.layout ?? "plain",
    step: (first, states, body) => {
      const rest = [...states];
      const nested = cells
        .toReversed()
        .map((cell) => rest.splice(0, cell.states.length))
        .toReversed();
      let output: TensorHandle = first;
      const after = cells.map(({ step }, index) => {
        const next = step(output, nested[index] ?? [], body);
        output = next[0] ?? output;
        return next;
      });
      return after.toReversed().flat();
    },
  };
};
