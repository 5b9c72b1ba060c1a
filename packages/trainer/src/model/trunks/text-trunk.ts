// B examples, L tokens, E and F features, V tokens of the vocabulary
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, vocabularySize, type FittedText } from "@polyhead/spec";
import { share } from "../check-option.ts";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import { MaskedMean } from "../layers/masked-mean.ts";
import { MaskPadding } from "../layers/mask-padding.ts";
import { SeededDropout } from "../layers/seeded-dropout.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { rowsForGates } from "./rows-for-gates.ts";
import { rowsOfInputs } from "./rows-of-inputs.ts";
import { sideBySide } from "./side-by-side.ts";
import type { Block, NextSeed, Trunk, TrunkInput } from "./trunk.ts";

/** Width of the embedding whose mean gates read. */
const GATE_EMBEDDING = 16;
/** Spread of embeddings at first. */
const EMBEDDING_DEVIATION = 0.3;

/** What every trunk over text has. */
export interface TextTrunkOptions {
  /** width of the vector that a token is looked up as; default 128 */
  readonly embedding?: number;
  /** share of features that are dropped after the embedding and in every block while training; default 0.3, in transformers 0.1 */
  readonly dropout?: number;
}

export const TEXT_TRUNK_OPTIONS: readonly (keyof TextTrunkOptions)[] = ["embedding", "dropout"];

/** The text that a block's features are of. */
interface TextOfBlock {
  /** `[B, L]` */
  readonly tokens: SymbolicTensor;
  /** most tokens that there are */
  readonly maxLength: number;
  /** the share of features to drop while training */
  readonly dropout: number;
}

/** Makes a block over `[B, L, F]`; where tokens are padding, features may be anything, in what it reads and in what it gives. */
export type TextBlock = (text: TextOfBlock, name: string) => Block;

/**
 * A trunk over the one text of a model that keeps a vector a token, `[B, L, F]`: an embedding, then blocks.
 *
 * Heads that read one vector a text take the mean over the tokens; other inputs join it there, through a dense layer with ReLU as
 * wide as the features. Gates read the mean of a small embedding of their own.
 */
export function textTrunk(
  kind: string,
  { embedding = 128, dropout = 0.3 }: TextTrunkOptions,
  blocks: readonly TextBlock[],
): Trunk {
  const [width = 128] = positiveIntegers([embedding], `${kind}({ embedding })`);
  const rate = dropoutRate(kind, dropout);
  return {
    kind,
    open(inputs, nextSeed) {
      const { text, others } = partedInputs(inputs, kind);
      const rows = rowsOfInputs(others, nextSeed);
      const tokens = text.tensor; // [B, L]
      const embed = embeddingBlock(text, width, rate);
      const ofBlocks = { tokens, maxLength: text.spec.maxLength, dropout: rate };
      let flat: SymbolicTensor | undefined;
      return {
        stem: tokens,
        get flat() {
          return (flat ??= sideBySide(
            [gateFeatures(text, nextSeed), ...rowsForGates(others, rows)],
            "gates",
          ));
        },
        blocks: [embed, ...blocks.map((block, index) => block(ofBlocks, `block${index + 1}`))],
        pool: (features, name) => connect(new MaskedMean({ name }), [features, tokens]),
        vector: (features, name, seed) => vectorOf(features, tokens, rows, name, seed),
      };
    },
  };
}

/** @throws PolyheadError `config-invalid` */
function dropoutRate(kind: string, dropout: number): number {
  const what = `${kind}({ dropout })`;
  if (share(what, dropout) < 1) return dropout;
  throw new PolyheadError("config-invalid", `${what} should be below 1; received ${dropout}.`, {
    details: { option: "dropout", received: dropout },
  });
}

interface TextOfTrunk {
  readonly spec: FittedText;
  readonly tensor: SymbolicTensor;
}

function partedInputs(
  inputs: readonly TrunkInput[],
  kind: string,
): { readonly text: TextOfTrunk; readonly others: readonly TrunkInput[] } {
  const texts = inputs.filter(({ spec }) => spec.kind === "text");
  const [text] = texts;
  if (text === undefined || texts.length > 1)
    throw new PolyheadError(
      "config-invalid",
      `The trunk ${kind}() should read exactly one text input; the model has ${texts.length}. Use mlp() for numbers and cnn() for images.`,
      { details: { texts: texts.length } },
    );
  if (!("vocabulary" in text.spec))
    throw new RangeError("a trunk over text is built of a spec that is fitted");
  return {
    text: { spec: text.spec, tensor: text.tensor },
    others: inputs.filter((input) => input !== text),
  };
}

function embeddingLayer({ spec }: TextOfTrunk, width: number, name: string, seed: number): layers.Layer {
  return layers.embedding({
    inputDim: vocabularySize(spec),
    outputDim: width,
    embeddingsInitializer: initializers.randomNormal({ stddev: EMBEDDING_DEVIATION, seed }),
    name,
  });
}

/** Tokens `[B, L]` → `[B, L, E]` */
function embeddingBlock(text: TextOfTrunk, width: number, rate: number): Block {
  return (prefix, nextSeed) => {
    const embed = embeddingLayer(text, width, `${prefix}_embedding`, nextSeed());
    const drop = dropoutLayer(rate, `${prefix}_embedding_dropout`, nextSeed);
    return (tokens) => drop(connect(embed, tokens));
  };
}

/** Drops features while training. */
export function dropoutLayer(
  rate: number,
  name: string,
  nextSeed: NextSeed,
): (features: SymbolicTensor) => SymbolicTensor {
  if (rate === 0) return (features) => features;
  const layer = new SeededDropout({ rate, seed: nextSeed(), name });
  return (features) => connect(layer, features);
}

/** Makes features 0 where tokens are padding; the mask goes to the next layer where `attach` says so. */
export function maskPadding(
  tokens: SymbolicTensor,
  name: string,
  attach = false,
): (features: SymbolicTensor) => SymbolicTensor {
  const layer = new MaskPadding({ attach, name });
  return (features) => connect(layer, [features, tokens]);
}

/** `[B, 16]` */
function gateFeatures(text: TextOfTrunk, nextSeed: NextSeed): SymbolicTensor {
  const embed = embeddingLayer(text, GATE_EMBEDDING, "gates_embedding", nextSeed());
  return connect(new MaskedMean({ name: "gates_mean" }), [connect(embed, text.tensor), text.tensor]);
}

/** `[B, L, F]` → `[B, F]` */
function vectorOf(
  features: SymbolicTensor,
  tokens: SymbolicTensor,
  others: readonly SymbolicTensor[],
  name: string,
  nextSeed: NextSeed,
): SymbolicTensor {
  const pooled = connect(new MaskedMean({ name: `${name}_mean` }), [features, tokens]);
  if (others.length === 0) return pooled;
  const join = layers.dense({
    units: features.shape.at(-1) ?? 1,
    activation: "relu",
    kernelInitializer: kernelInitializer(nextSeed()),
    name: `${name}_dense`,
  });
  return connect(join, sideBySide([pooled, ...others], name));
}
