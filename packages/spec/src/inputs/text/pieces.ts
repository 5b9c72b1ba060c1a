import { PolyheadError } from "../../error.ts";
import { refuseValue } from "../refuse-value.ts";
import type { TextInput, TextTokens } from "./text.ts";

/** A part of a text and where it stands, in UTF-16 units; for a list of words, in them joined by spaces. */
export interface TextSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Most UTF-16 units of one text. */
const MAX_UNITS = 10_000_000;

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]/gu;
const BETWEEN_SPACES = /\S+/gu;
/** As GPT-2 splits, in any language: a space belongs to what follows it. The bound keeps the search for pairs short. */
const BYTE_RUN = / ?[\p{L}\p{M}]{1,64}| ?\p{N}{1,64}| ?[^\s\p{L}\p{M}\p{N}]{1,64}|\s{1,64}/gu;

/**
 * The words of a value, as they stand in it; no more than the model reads.
 *
 * @throws PolyheadError `input-invalid`
 */
export function textSpans({ tokens, maxLength }: TextInput, value: unknown, name: string): TextSpan[] {
  if (typeof value !== "string") return listed(wordList(tokens, value, name).slice(0, maxLength));
  const pattern = tokens.kind === "words" && tokens.split === "words" ? WORD : BETWEEN_SPACES;
  return found(checkedLength(value, name), pattern, maxLength);
}

/**
 * What the vocabulary is looked up with: words, characters, or the runs that bytes are joined within.
 *
 * Every piece is well-formed Unicode in the normal form NFC, and has no U+0000; the same text gives the same pieces in every place, but for
 * characters newer than the place's Unicode tables.
 *
 * @throws PolyheadError `input-invalid`
 */
export function textPieces(spec: TextInput, value: unknown, name: string): string[] {
  const { tokens, maxLength } = spec;
  if (tokens.kind === "words")
    return textSpans(spec, value, name).map(({ text }) => normalized(text, tokens.lowercase));
  if (typeof value !== "string") refuseValue(name, "a text", value);
  checkedLength(value, name);
  if (tokens.kind === "characters")
    return Array.from(normalized(value, tokens.lowercase)).slice(0, maxLength);
  return found(value, BYTE_RUN, maxLength).map(({ text }) => normalized(text, false));
}

function normalized(text: string, lowercase: boolean): string {
  const wellFormed = text.toWellFormed().replaceAll("\0", "\ufffd");
  return (lowercase ? wellFormed.toLowerCase() : wellFormed).normalize("NFC");
}

function found(text: string, pattern: RegExp, most: number): TextSpan[] {
  const spans: TextSpan[] = [];
  for (const { 0: match, index } of text.matchAll(pattern)) {
    spans.push({ text: match, start: index, end: index + match.length });
    if (spans.length === most) break;
  }
  return spans;
}

function listed(words: readonly string[]): TextSpan[] {
  let start = 0;
  return words.map((text) => {
    const span = { text, start, end: start + text.length };
    start = span.end + 1;
    return span;
  });
}

function wordList({ kind }: TextTokens, value: unknown, name: string): readonly string[] {
  if (kind !== "words") refuseValue(name, "a text", value);
  if (!Array.isArray(value) || !value.every((word) => typeof word === "string"))
    refuseValue(name, "a text or a list of words", value);
  return value;
}

function checkedLength(text: string, name: string): string {
  if (text.length <= MAX_UNITS) return text;
  throw new PolyheadError(
    "input-invalid",
    `Input "${name}" should be a text of at most ${MAX_UNITS} characters; received ${text.length}.`,
    { details: { input: name, length: text.length, limit: MAX_UNITS } },
  );
}
