// B examples, L tokens
import { tokenNumbers, type FittedSpec } from "@polyhead/spec";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Examples } from "../fit/dataset.ts";
import { piecesOf } from "../inputs/text.ts";

/** An input that is a text, and what some examples' texts are made of. */
export interface TextPieces {
  readonly name: string;
  /** which of the model's inputs */
  readonly at: number;
  /** what stands between pieces */
  readonly separator: string;
  /** of each example; of a text without any, one that is empty and stands for the unknown token that is read instead */
  readonly pieces: readonly (readonly string[])[];
  /** of each piece of each example, how many tokens it is */
  readonly lengths: readonly (readonly number[])[];
}

/** The texts of some examples. */
export function textsOf({ inputs }: FittedSpec, examples: Examples): TextPieces[] {
  return Object.entries(inputs).flatMap(([name, input], at) => {
    if (input.kind !== "text") return [];
    const pieces = piecesOf(examples.inputs[name]!).map((own) => (own.length === 0 ? [""] : own));
    const lengths = pieces.map((own) => own.map((piece) => tokenNumbers(input, [piece]).length));
    return [{ name, at, separator: input.tokens.kind === "words" ? " " : "", pieces, lengths }];
  });
}

/** The tokens of the first text, `[B, L]`, if there is one. */
export function tokensOf({ inputs }: FittedSpec, tensors: readonly Tensor[]): Tensor | undefined {
  return tensors[Object.values(inputs).findIndex(({ kind }) => kind === "text")];
}
