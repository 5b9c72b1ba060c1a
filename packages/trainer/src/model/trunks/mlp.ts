import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { denseBlock } from "./dense-block.ts";
import { rowsForGates } from "./rows-for-gates.ts";
import { rowsOfInputs } from "./rows-of-inputs.ts";
import { sideBySide } from "./side-by-side.ts";
import type { Trunk } from "./trunk.ts";

/**
 * Dense layers with ReLU over every input side by side; images are flattened first, values of categorical columns embedded.
 * Each layer is a block.
 *
 * @param options.units width of each layer; default `[256, 256]`
 * @throws PolyheadError `config-invalid`
 */
export function mlp(options: { units?: readonly number[] } = {}): Trunk {
  knownOptions(options, ["units"], "mlp()");
  const units = positiveIntegers(options.units ?? [256, 256], "mlp({ units })");
  return {
    kind: "mlp",
    open(inputs, nextSeed) {
      const rows = rowsOfInputs(inputs, nextSeed);
      const stem = sideBySide(rows, "inputs");
      const coarse = inputs.some(({ spec }) => spec.kind === "image");
      return {
        stem,
        flat: coarse ? sideBySide(rowsForGates(inputs, rows), "gates") : stem,
        blocks: units.map((width, index) => denseBlock(width, `dense${index + 1}`)),
      };
    },
  };
}
