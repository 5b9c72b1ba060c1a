import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { denseStack, sideBySide } from "./dense-stack.ts";
import type { Trunk } from "./trunk.ts";

/**
 * Dense layers with ReLU over every input side by side; images are flattened first.
 *
 * @param options.units width of each layer; default `[256, 256]`
 * @throws PolyheadError `config-invalid`
 */
export function mlp(options: { units?: readonly number[] } = {}): Trunk {
  knownOptions(options, ["units"], "mlp()");
  const units = positiveIntegers(options.units ?? [256, 256], "mlp({ units })");
  return {
    kind: "mlp",
    build(inputs, prefix, nextSeed) {
      const flat = inputs.map(({ name, spec, tensor }) =>
        spec.kind === "image"
          ? (layers.flatten({ name: `${prefix}_flatten_${name}` }).apply(tensor) as SymbolicTensor)
          : tensor,
      );
      return denseStack(sideBySide(flat, prefix), units, prefix, nextSeed);
    },
  };
}
