import { expect, test } from "vitest";
import { encodeBatch } from "../encode-input.ts";
import { fitText, tokenNumbers, vocabularySize } from "./encode-text.ts";
import { textPieces, textSpans } from "./pieces.ts";
import { bytePairs, characters, text, words, type TextInput } from "./text.ts";

function counted(spec: TextInput, ...values: unknown[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values)
    for (const piece of textPieces(spec, value, "text")) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return counts;
}

test("words are runs of letters, marks and digits, and every other mark", () => {
  const spec = text();
  expect(textPieces(spec, "Don't fly to St. Louis at 10.30—naïve 東京 🛫!", "text")).toEqual([
    "don't",
    "fly",
    "to",
    "st",
    ".",
    "louis",
    "at",
    "10.30",
    "—",
    "naïve",
    "東京",
    "🛫",
    "!",
  ]);
});

test("words between spaces, and lists of words, are taken as they are", () => {
  const spaced = text({ tokens: words({ split: "spaces" }) });
  expect(textPieces(spaced, " St. Louis\n o'clock ", "text")).toEqual(["st.", "louis", "o'clock"]);
  expect(textPieces(text(), ["St.", "New York"], "text")).toEqual(["st.", "new york"]);
});

test("the same letters are the same piece however they are written", () => {
  const [composed, decomposed] = ["caf\u00e9 \u00c5ngstr\u00f6m", "cafe\u0301 A\u030angstro\u0308m"];
  for (const tokens of [words(), characters(), bytePairs()]) {
    const spec = text({ tokens });
    expect(textPieces(spec, decomposed, "text")).toEqual(textPieces(spec, composed, "text"));
  }
  expect(textPieces(text({ tokens: characters() }), "a\ud800\u{1f6eb}", "text")).toEqual([
    "a",
    "\ufffd",
    "🛫",
  ]);
});

test("spans tell where words stand in the text", () => {
  const given = "  Zu\u0308rich, 🛫 now";
  const spans = textSpans(text(), given, "text");
  expect(spans.map(({ text: word }) => word)).toEqual(["Zu\u0308rich", ",", "🛫", "now"]);
  for (const { text: word, start, end } of spans) expect(given.slice(start, end)).toBe(word);
  expect(textSpans(text(), ["St.", "Louis"], "text")[1]).toEqual({ text: "Louis", start: 4, end: 9 });
});

test("a vocabulary holds what is frequent, ties by code unit, after padding and unknown", () => {
  const spec = text({ tokens: words({ size: 3 }) });
  const fitted = fitText(spec, counted(spec, "b a c", "c b a c once", "d d"));
  expect(fitted.vocabulary).toEqual(["c", "a", "b"]);
  expect([...tokenNumbers(fitted, ["a", "once", "c"])]).toEqual([3, 1, 2]);
  expect(vocabularySize(fitted)).toBe(5);
});

test("a batch is padded with zeros, cut at the longest length, and a text without words is one unknown token", () => {
  const spec = text({ maxLength: 3, tokens: words({ minCount: 1 }) });
  const fitted = fitText(spec, counted(spec, "a a b"));
  const batch = encodeBatch(fitted, "text", 3);
  for (const [index, value] of ["a b a b a", " \n", "b"].entries()) batch.set(index, value);
  expect(batch.finish()).toEqual({ data: Int32Array.of(2, 3, 2, 1, 0, 0, 3, 0, 0), dims: [3, 3] });
});

test("byte pairs join the most frequent neighbours first, and know every text", () => {
  const spec = text({ tokens: bytePairs({ size: 260 }), maxLength: 50 });
  const fitted = fitText(spec, counted(spec, "low low low low low", "lower lower", "newest newest newest"));
  const [l, o, w] = Array.from("low", (letter) => letter.charCodeAt(0)) as [number, number, number];
  // "lo" and "ow" are seen 7 times each; the tie goes to the smaller numbers.
  expect(fitted.merges.slice(0, 2)).toEqual([
    [l, o],
    [256, w],
  ]);
  expect([...tokenNumbers(fitted, ["low"])]).toEqual([257 + 2]);
  const decoded = [...tokenNumbers(fitted, textPieces(spec, "Ж🛫", "text"))].map((token) => token - 2);
  expect(new TextDecoder().decode(Uint8Array.from(decoded))).toBe("Ж🛫");
});

test("merges stop where no pair is seen twice", () => {
  const spec = text({ tokens: bytePairs({ size: 5000 }) });
  expect(fitText(spec, counted(spec, "ab ab cd")).merges).toHaveLength(1);
});

test.each([
  ["a number", text(), 3, "a text or a list of words"],
  ["a list with a number", text(), ["a", 3], "a text or a list of words"],
  ["a list for characters", text({ tokens: characters() }), ["a"], "should be a text"],
])("refuses %s", (_, spec, value, message) => {
  expect(() => textPieces(spec, value, "query")).toThrow(message);
});

test.each([
  [() => text({ maxLength: 0 }), "at least 1"],
  [() => text({ tokens: bytePairs({ size: 10 }) }), "at least 256"],
  [() => text({ tokens: words({ split: "comma" as "words" }) }), "split"],
  [() => text({ tokens: { kind: "words", siz: 3 } as ReturnType<typeof words> }), "not known"],
])("refuses a declaration that cannot be: %#", (declare, message) => {
  expect(declare).toThrow(message);
});
