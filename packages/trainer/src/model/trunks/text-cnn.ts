import { layers } from "@tensorflow/tfjs-layers";
import { wholeNumber } from "../check-option.ts";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import {
  dropoutLayer,
  maskPadding,
  TEXT_TRUNK_OPTIONS,
  textTrunk,
  type TextBlock,
  type TextTrunkOptions,
} from "./text-trunk.ts";
import type { Trunk } from "./trunk.ts";

/**
 * A trunk over text: an embedding, then convolutions along the tokens with ReLU, each a block.
 *
 * @param options.filters of each convolution; default `[128, 128]`
 * @param options.kernel tokens that a convolution reads at once; default 3
 * @throws PolyheadError `config-invalid`; also when built without exactly one text
 */
export function textCnn(
  options: TextTrunkOptions & { readonly filters?: readonly number[]; readonly kernel?: number } = {},
): Trunk {
  knownOptions(options, [...TEXT_TRUNK_OPTIONS, "filters", "kernel"], "textCnn()");
  const filters = positiveIntegers(options.filters ?? [128, 128], "textCnn({ filters })");
  const kernel = wholeNumber("textCnn({ kernel })", options.kernel ?? 3, 1);
  return textTrunk(
    "textCnn",
    options,
    filters.map((count) => convolution(count, kernel)),
  );
}

/** `[B, L, F]` → `[B, L, filters]` */
function convolution(filters: number, kernelSize: number): TextBlock {
  return ({ tokens, dropout }, name) =>
    (prefix, nextSeed) => {
      const layer = layers.conv1d({
        filters,
        kernelSize,
        padding: "same",
        activation: "relu",
        kernelInitializer: kernelInitializer(nextSeed()),
        name: `${prefix}_${name}`,
      });
      const drop = dropoutLayer(dropout, `${prefix}_${name}_dropout`, nextSeed);
      const mask = maskPadding(tokens, `${prefix}_${name}_mask`);
      return (features) => drop(connect(layer, mask(features)));
    };
}
