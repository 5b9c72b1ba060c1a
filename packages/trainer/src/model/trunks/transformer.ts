// B examples, L tokens, F features
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { wholeNumber } from "../check-option.ts";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import { knownOptions } from "../known-options.ts";
import { MaskedAttention } from "../layers/masked-attention.ts";
import { SinusoidalPositions } from "../layers/sinusoidal-positions.ts";
import {
  dropoutLayer,
  TEXT_TRUNK_OPTIONS,
  textTrunk,
  type TextBlock,
  type TextTrunkOptions,
} from "./text-trunk.ts";
import type { NextSeed, Trunk } from "./trunk.ts";

/** Shortest table of positions: checks of an exported graph read texts of up to 12 tokens. */
const SHORTEST_TABLE = 16;

export interface TransformerOptions extends TextTrunkOptions {
  /** blocks; default 2 */
  readonly layers?: number;
  /** that attention is split into; they divide `embedding`; default 4 */
  readonly heads?: number;
  /** width between the two dense layers of a block; default twice `embedding` */
  readonly feedForward?: number;
}

/**
 * A trunk over text: an embedding with sinusoidal positions, then pre-norm encoder blocks of attention and two dense layers.
 *
 * Vaswani et al. 2017, "Attention Is All You Need"; Xiong et al. 2020, "On Layer Normalization in the Transformer Architecture", for
 * the place of the norms.
 *
 * @throws PolyheadError `config-invalid`; also when built without exactly one text
 */
export function transformer(options: TransformerOptions = {}): Trunk {
  knownOptions(options, [...TEXT_TRUNK_OPTIONS, "layers", "heads", "feedForward"], "transformer()");
  const { embedding = 128, dropout = 0.1 } = options;
  const count = wholeNumber("transformer({ layers })", options.layers ?? 2, 1);
  const heads = wholeNumber("transformer({ heads })", options.heads ?? 4, 1);
  const between = wholeNumber("transformer({ feedForward })", options.feedForward ?? 2 * embedding, 1);
  if (embedding % heads !== 0)
    throw new PolyheadError(
      "config-invalid",
      `transformer({ heads }) should divide the embedding's width, ${embedding}; received ${heads}.`,
      { details: { option: "heads", received: heads, embedding } },
    );
  const blocks = Array.from({ length: count }, (_, index) =>
    encoderBlock({ width: embedding, heads, between, first: index === 0, last: index === count - 1 }),
  );
  return textTrunk("transformer", { embedding, dropout }, blocks);
}

interface EncoderBlock {
  readonly width: number;
  readonly heads: number;
  readonly between: number;
  readonly first: boolean;
  readonly last: boolean;
}

/** `x + attention(norm(x))`, then `x + dense(relu(dense(norm(x))))`: `[B, L, F]` → `[B, L, F]`. */
function encoderBlock({ width, heads, between, first, last }: EncoderBlock): TextBlock {
  return ({ tokens, maxLength, dropout }, name) =>
    (prefix, nextSeed) => {
      const own = (part: string): string => `${prefix}_${name}_${part}`;
      const dense = denseMaker(own, nextSeed);
      const norm = (part: string): layers.Layer => layers.layerNormalization({ name: own(part) });
      const positions = new SinusoidalPositions({
        length: Math.max(maxLength, SHORTEST_TABLE),
        name: own("positions"),
      });
      const parts = {
        norms: [norm("norm1"), norm("norm2"), norm("norm3")] as const,
        reads: ["query", "key", "value"].map((part) => dense(part, width)),
        attention: new MaskedAttention({ heads, name: own("attention") }),
        attended: dense("attended", width),
        wide: dense("wide", between, "relu"),
        narrow: dense("narrow", width),
        drops: ["dropout1", "dropout2"].map((part) => dropoutLayer(dropout, own(part), nextSeed)),
        sums: ["sum1", "sum2"].map((part) => layers.add({ name: own(part) })),
      };
      return (features) => {
        const x = first ? connect(positions, features) : features;
        const result = encoded(x, tokens, parts);
        return last ? connect(parts.norms[2], result) : result;
      };
    };
}

interface EncoderParts {
  readonly norms: readonly [layers.Layer, layers.Layer, layers.Layer];
  readonly reads: readonly layers.Layer[];
  readonly attention: layers.Layer;
  readonly attended: layers.Layer;
  readonly wide: layers.Layer;
  readonly narrow: layers.Layer;
  readonly drops: readonly ((features: SymbolicTensor) => SymbolicTensor)[];
  readonly sums: readonly layers.Layer[];
}

function encoded(x: SymbolicTensor, tokens: SymbolicTensor, parts: EncoderParts): SymbolicTensor {
  const plus = (index: number, left: SymbolicTensor, right: SymbolicTensor): SymbolicTensor =>
    connect(parts.sums[index]!, [left, parts.drops[index]!(right)]);
  const before = connect(parts.norms[0], x);
  const read = parts.reads.map((layer) => connect(layer, before));
  const between = plus(0, x, connect(parts.attended, connect(parts.attention, [...read, tokens])));
  const wide = connect(parts.wide, connect(parts.norms[1], between));
  return plus(1, between, connect(parts.narrow, wide));
}

function denseMaker(
  nameOf: (part: string) => string,
  nextSeed: NextSeed,
): (part: string, units: number, activation?: "relu") => layers.Layer {
  return (part, units, activation) =>
    layers.dense({
      units,
      kernelInitializer: kernelInitializer(nextSeed()),
      name: nameOf(part),
      ...(activation && { activation }),
    });
}
