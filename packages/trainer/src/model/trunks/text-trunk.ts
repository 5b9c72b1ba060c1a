// B examples, L tokens, E and F features, V tokens of the vocabulary
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, vocabularySize } from "@polyhead/spec";
import { share } from "../check-option.ts";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import { MaskedMean } from "../layers/masked-mean.ts";
import { MaskPadding } from "../layers/mask-padding.ts";
import { SeededDropout } from "../layers/seeded-dropout.ts";
import { positiveIntegers } from "../positive-integers.ts";
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
  /** share of features that are dropped after the embedding and after every block while training; default 0.3 */
  readonly dropout?: number;
}

export const TEXT_TRUNK_OPTIONS: readonly (keyof TextTrunkOptions)[] = ["embedding", "dropout"];

/** Makes the layers of one block over `[B, L, F]`; padding is 0 in what it reads, and may be anything in what it gives. */
export type TextBlock = (tokens: SymbolicTensor, name: string) => Block;

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
      const tokens = text.tensor; // [B, L]
      const embed = embeddingBlock(text, width, rate);
      let flat: SymbolicTensor | undefined;
      return {
        stem: tokens,
        get flat() {
          flat ??= gateFeatures(text, nextSeed);
          return sideBySide([flat, ...others], "gates");
        },
        blocks: [embed, ...blocks.map((block, index) => within(tokens, block, `block${index + 1}`, rate))],
        vector: (features, name, seed) => vectorOf(features, tokens, others, name, seed),
      };
    },
  };
}

/** @throws PolyheadError `config-invalid` */
export function dropoutRate(kind: string, dropout: number): number {
  const what = `${kind}({ dropout })`;
  if (share(what, dropout) < 1) return dropout;
  throw new PolyheadError("config-invalid", `${what} should be below 1; received ${dropout}.`, {
    details: { option: "dropout", received: dropout },
  });
}

function partedInputs(
  inputs: readonly TrunkInput[],
  kind: string,
): { readonly text: TrunkInput; readonly others: readonly SymbolicTensor[] } {
  const texts = inputs.filter(({ spec }) => spec.kind === "text");
  const [text] = texts;
  const other = inputs.find(({ spec }) => spec.kind !== "text" && spec.kind !== "numeric");
  if (text === undefined || texts.length > 1)
    throw new PolyheadError(
      "config-invalid",
      `The trunk ${kind}() should read exactly one text input; the model has ${texts.length}. Use mlp() for numbers and cnn() for images.`,
      { details: { texts: texts.length } },
    );
  if (other !== undefined)
    throw new PolyheadError(
      "config-invalid",
      `The trunk ${kind}() reads a text, and numbers beside it; the input "${other.name}" is ${other.spec.kind}. Leave it out.`,
      { details: { input: other.name, kind: other.spec.kind } },
    );
  return { text, others: inputs.filter(({ spec }) => spec.kind === "numeric").map(({ tensor }) => tensor) };
}

function embeddingLayer({ spec }: TrunkInput, width: number, name: string, seed: number): layers.Layer {
  if (!("vocabulary" in spec)) throw new RangeError("a trunk over text is built of a spec that is fitted");
  return layers.embedding({
    inputDim: vocabularySize(spec),
    outputDim: width,
    embeddingsInitializer: initializers.randomNormal({ stddev: EMBEDDING_DEVIATION, seed }),
    name,
  });
}

/** Tokens `[B, L]` → `[B, L, E]` */
function embeddingBlock(text: TrunkInput, width: number, rate: number): Block {
  return (prefix, nextSeed) => {
    const embed = embeddingLayer(text, width, `${prefix}_embedding`, nextSeed());
    const drop = dropoutLayer(rate, `${prefix}_embedding_dropout`, nextSeed);
    return (tokens) => drop(connect(embed, tokens));
  };
}

/** A block between zeros for the padding before it and dropout after it. */
function within(tokens: SymbolicTensor, block: TextBlock, name: string, rate: number): Block {
  const layersOf = block(tokens, name);
  return (prefix, nextSeed) => {
    const own = layersOf(prefix, nextSeed);
    const drop = dropoutLayer(rate, `${prefix}_${name}_dropout`, nextSeed);
    return (features) => drop(own(features));
  };
}

export function dropoutLayer(
  rate: number,
  name: string,
  nextSeed: NextSeed,
): (features: SymbolicTensor) => SymbolicTensor {
  if (rate === 0) return (features) => features;
  const layer = new SeededDropout({ rate, seed: nextSeed(), name });
  return (features) => connect(layer, features);
}

/** Zeros where tokens are padding; the mask goes to the next layer where `attach` says so. */
export function maskPadding(
  features: SymbolicTensor,
  tokens: SymbolicTensor,
  name: string,
  attach = false,
): SymbolicTensor {
  return connect(new MaskPadding({ attach, name }), [features, tokens]);
}

/** `[B, 16]` */
function gateFeatures(text: TrunkInput, nextSeed: NextSeed): SymbolicTensor {
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
