import * as v from "valibot";
import { validate } from "../../validate.ts";

/** Most tokens of a text that a model may read. */
export const MAX_TEXT_LENGTH = 16_384;
/** Most entries of a vocabulary. */
const MAX_VOCABULARY = 1_000_000;
/** A byte-pair vocabulary starts with every byte. */
const BYTES = 256;

/** Words as tokens. */
export interface WordTokens {
  readonly kind: "words";
  /** most words kept, by falling count */
  readonly size: number;
  /** words seen less often are unknown */
  readonly minCount: number;
  readonly lowercase: boolean;
  /** "words": runs of letters and digits, every other mark alone; "spaces": what stands between white space */
  readonly split: "words" | "spaces";
}

/** Parts of words as tokens, from single bytes on: no text is unknown. */
export interface BytePairTokens {
  readonly kind: "bytePairs";
  /** most tokens, 256 bytes included */
  readonly size: number;
}

/** Characters (code points) as tokens. */
export interface CharacterTokens {
  readonly kind: "characters";
  readonly size: number;
  readonly minCount: number;
  readonly lowercase: boolean;
}

export type TextTokens = WordTokens | BytePairTokens | CharacterTokens;

/** A text: `[batch, length]` places in a vocabulary, 0 padding, 1 unknown. */
export interface TextInput {
  readonly kind: "text";
  readonly tokens: TextTokens;
  /** tokens after these are left out */
  readonly maxLength: number;
}

const count = (minimum: number, maximum: number): v.GenericSchema<number> =>
  v.pipe(
    v.number(),
    v.integer("should be a whole number"),
    v.minValue(minimum, `should be at least ${minimum}`),
    v.maxValue(maximum, `should be at most ${maximum}`),
  );

const place = count(0, MAX_VOCABULARY + BYTES);

const tokensSchema: v.GenericSchema<unknown, TextTokens> = v.variant("kind", [
  v.strictObject({
    kind: v.literal("words"),
    size: count(1, MAX_VOCABULARY),
    minCount: count(1, Number.MAX_SAFE_INTEGER),
    lowercase: v.boolean(),
    split: v.picklist(["words", "spaces"]),
  }),
  v.strictObject({ kind: v.literal("bytePairs"), size: count(BYTES, MAX_VOCABULARY) }),
  v.strictObject({
    kind: v.literal("characters"),
    size: count(1, MAX_VOCABULARY),
    minCount: count(1, Number.MAX_SAFE_INTEGER),
    lowercase: v.boolean(),
  }),
]);

export const textEntries: {
  kind: v.GenericSchema<"text">;
  tokens: v.GenericSchema<unknown, TextTokens>;
  maxLength: v.GenericSchema<number>;
} = {
  kind: v.literal("text"),
  tokens: tokensSchema,
  maxLength: count(1, MAX_TEXT_LENGTH),
};

/** What a file holds of a vocabulary. */
export const learnedTextEntries: {
  vocabulary: v.GenericSchema<readonly string[]>;
  merges: v.GenericSchema<readonly (readonly [number, number])[]>;
} = {
  vocabulary: v.pipe(v.array(v.string()), v.maxLength(MAX_VOCABULARY)),
  merges: v.pipe(v.array(v.tuple([place, place])), v.maxLength(MAX_VOCABULARY)),
};

/** What a token is, as a config says it: options are checked, and filled in, by `text()`. */
type Partly<T extends TextTokens> = Pick<T, "kind"> & { readonly [K in keyof T]?: T[K] | undefined };

/**
 * Words as tokens; the vocabulary is learned from the rows trained on, most frequent first.
 *
 * @param options.size most words kept; default 30,000
 * @param options.minCount words seen less often are unknown; default 2, so that words seen once teach what unknown means
 * @param options.lowercase default true
 * @param options.split how a text is split; a list of words is taken as it is. By default runs of letters and digits, with
 *   apostrophes and dots inside, and every other mark alone; "spaces" splits at white space only
 */
export function words(options: Partial<Omit<WordTokens, "kind">> = {}): Partly<WordTokens> {
  return { ...options, kind: "words" };
}

/**
 * Parts of words as tokens: pairs of neighbours that are frequent in the rows trained on become one, from bytes on (Sennrich,
 * Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", over bytes as GPT-2 has them).
 *
 * @param options.size most tokens, the 256 bytes included; default 8,000
 */
export function bytePairs(options: Partial<Omit<BytePairTokens, "kind">> = {}): Partly<BytePairTokens> {
  return { ...options, kind: "bytePairs" };
}

/**
 * Characters as tokens: Unicode code points of the text in the normal form NFC.
 *
 * @param options.size most characters kept; default 5,000
 * @param options.minCount default 1
 * @param options.lowercase default false
 */
export function characters(options: Partial<Omit<CharacterTokens, "kind">> = {}): Partly<CharacterTokens> {
  return { ...options, kind: "characters" };
}

const defaults = {
  words: { size: 30_000, minCount: 2, lowercase: true, split: "words" },
  bytePairs: { size: 8000 },
  characters: { size: 5000, minCount: 1, lowercase: false },
} as const;

/**
 * Declares a text as input: a string, or a list of words that are split already.
 *
 * @param options.tokens what a token is; default `words()`
 * @param options.maxLength most tokens read of a text; what follows is left out; default 256
 * @throws PolyheadError `config-invalid`
 */
export function text(
  options: {
    tokens?: Partly<WordTokens> | Partly<BytePairTokens> | Partly<CharacterTokens>;
    maxLength?: number;
  } = {},
): TextInput {
  const { tokens = words() } = options;
  const all = { maxLength: 256, ...options, kind: "text", tokens: { ...defaults[tokens.kind], ...tokens } };
  return validate(v.strictObject(textEntries), all, "text()", "config-invalid");
}
