import type { InputKind } from "../input-kind.ts";
import { bytePairTokenizer, learnMerges, type Merge } from "./byte-pairs.ts";
import { textPieces } from "./pieces.ts";
import type { TextInput } from "./text.ts";

const UNKNOWN = 1;
/** The number of a vocabulary's first entry; 0 is padding. */
const FIRST = 2;
/** Pieces whose tokens are remembered. */
const MOST_REMEMBERED = 100_000;

/** A text with what was learned on the rows trained on. */
export type FittedText = TextInput & {
  /** of words and characters, most frequent first; empty for byte pairs */
  readonly vocabulary: readonly string[];
  /** of byte pairs, in the order in which they are made */
  readonly merges: readonly Merge[];
};

/** Texts as the places of their tokens in the vocabulary; one unknown token where there is none. */
export const textKind: InputKind<TextInput, FittedText> = {
  type: "int32",
  sequence: (spec, value, name) => tokenNumbers(spec, textPieces(spec, value, name)),
};

/** The numbers of a text's tokens, from its pieces. */
export function tokenNumbers(spec: FittedText, pieces: readonly string[]): Int32Array {
  const look = lookUpOf(spec);
  const numbers = pieces.flatMap(look).slice(0, spec.maxLength);
  return Int32Array.from(numbers.length === 0 ? [UNKNOWN] : numbers);
}

/** Numbers that tokens may have, padding and unknown included. */
export function vocabularySize({ tokens, vocabulary, merges }: FittedText): number {
  return FIRST + (tokens.kind === "bytePairs" ? 256 + merges.length : vocabulary.length);
}

/** Learns a vocabulary. @param counts how often each piece was seen */
export function fitText(spec: TextInput, counts: ReadonlyMap<string, number>): FittedText {
  const { tokens } = spec;
  if (tokens.kind === "bytePairs")
    return { ...spec, vocabulary: [], merges: learnMerges(counts, tokens.size) };
  const frequent = [...counts].filter(([, count]) => count >= tokens.minCount);
  const ordered = frequent.toSorted(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1));
  return { ...spec, vocabulary: ordered.slice(0, tokens.size).map(([piece]) => piece), merges: [] };
}

type LookUp = (piece: string) => readonly number[];

const lookUps = new WeakMap<FittedText, LookUp>();

function lookUpOf(spec: FittedText): LookUp {
  const known = lookUps.get(spec);
  if (known !== undefined) return known;
  const made = spec.tokens.kind === "bytePairs" ? bytePairLookUp(spec) : vocabularyLookUp(spec);
  lookUps.set(spec, made);
  return made;
}

function vocabularyLookUp({ vocabulary }: FittedText): LookUp {
  const numbers = new Map(vocabulary.map((entry, index) => [entry, [index + FIRST]]));
  const unknown = [UNKNOWN];
  return (piece) => numbers.get(piece) ?? unknown;
}

function bytePairLookUp({ merges }: FittedText): LookUp {
  const tokenize = bytePairTokenizer(merges);
  const remembered = new Map<string, readonly number[]>();
  return (piece) => {
    const known = remembered.get(piece);
    if (known !== undefined) return known;
    const numbers = tokenize(piece).map((token) => token + FIRST);
    if (remembered.size === MOST_REMEMBERED) remembered.clear();
    remembered.set(piece, numbers);
    return numbers;
  };
}
