// B examples, L tokens, F features, U units of each direction
import { layers } from "@tensorflow/tfjs-layers";
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
 * A trunk over text: an embedding, then LSTMs that read from both ends, each layer a block.
 *
 * Graves, Schmidhuber 2005, "Framewise Phoneme Classification with Bidirectional LSTM and Other Neural Network Architectures".
 *
 * @param options.units of each direction, layer by layer; default `[128]`
 * @throws PolyheadError `config-invalid`; also when built without exactly one text
 */
export function biLstm(options: TextTrunkOptions & { readonly units?: readonly number[] } = {}): Trunk {
  knownOptions(options, [...TEXT_TRUNK_OPTIONS, "units"], "biLstm()");
  const units = positiveIntegers(options.units ?? [128], "biLstm({ units })");
  return textTrunk("biLstm", options, units.map(lstmBlock));
}

/** `[B, L, F]` → `[B, L, 2U]` */
function lstmBlock(units: number): TextBlock {
  return ({ tokens, dropout }, name) =>
    (prefix, nextSeed) => {
      const direction = layers.lstm({
        units,
        returnSequences: true,
        kernelInitializer: kernelInitializer(nextSeed()),
        recurrentInitializer: kernelInitializer(nextSeed()),
      });
      const both = layers.bidirectional({ layer: direction, mergeMode: "concat", name: `${prefix}_${name}` });
      const drop = dropoutLayer(dropout, `${prefix}_${name}_dropout`, nextSeed);
      const mask = maskPadding(tokens, `${prefix}_${name}_mask`, true);
      const unmask = maskPadding(tokens, `${prefix}_${name}_unmask`);
      return (features) => drop(unmask(connect(both, mask(features))));
    };
}
