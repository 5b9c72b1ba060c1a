import { layers } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";
import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { denseBlock } from "./dense-block.ts";
import { sideBySide } from "./side-by-side.ts";
import type { Trunk } from "./trunk.ts";

/**
 * Dense layers with ReLU over every input side by side; images are flattened first. Each layer is a block.
 *
 * @param options.units width of each layer; default `[256, 256]`
 * @throws PolyheadError `config-invalid`
 */
export function mlp(options: { units?: readonly number[] } = {}): Trunk {
  knownOptions(options, ["units"], "mlp()");
  const units = positiveIntegers(options.units ?? [256, 256], "mlp({ units })");
  return {
    kind: "mlp",
    open(inputs) {
      const rows = inputs.map(({ name, spec, tensor }) =>
        spec.kind === "image" ? connect(layers.flatten({ name: `inputs_flatten_${name}` }), tensor) : tensor,
      );
      const flat = sideBySide(rows, "inputs");
      return {
        stem: flat,
        flat,
        blocks: units.map((width, index) => denseBlock(width, `dense${index + 1}`)),
      };
    },
  };
}
