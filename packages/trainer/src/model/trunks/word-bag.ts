import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { denseBlock } from "./dense-block.ts";
import {
  dropoutLayer,
  TEXT_TRUNK_OPTIONS,
  textTrunk,
  type TextBlock,
  type TextTrunkOptions,
} from "./text-trunk.ts";
import type { Trunk } from "./trunk.ts";

/**
 * A trunk over text that looks at each token on its own: an embedding, then dense layers with ReLU, each a block. Fast, and blind to
 * the order of words.
 *
 * @param options.units width of each dense layer; default `[128]`
 * @throws PolyheadError `config-invalid`; also when built without exactly one text
 */
export function wordBag(options: TextTrunkOptions & { readonly units?: readonly number[] } = {}): Trunk {
  knownOptions(options, [...TEXT_TRUNK_OPTIONS, "units"], "wordBag()");
  const units = positiveIntegers(options.units ?? [128], "wordBag({ units })");
  return textTrunk("wordBag", options, units.map(tokenBlock));
}

/** `[B, L, F]` → `[B, L, units]` */
function tokenBlock(units: number): TextBlock {
  return ({ dropout }, name) =>
    (prefix, nextSeed) => {
      const dense = denseBlock(units, name)(prefix, nextSeed);
      const drop = dropoutLayer(dropout, `${prefix}_${name}_dropout`, nextSeed);
      return (features) => drop(dense(features));
    };
}
