import { expect, test } from "vitest";
import { learnMerges, type Merge } from "./byte-pairs.ts";

/** The algorithm as it is written down: all pairs are counted anew for every merge. */
function mergesByCounting(counts: ReadonlyMap<string, number>, size: number): Merge[] {
  const pieces = Array.from(counts, ([piece, count]) => ({ tokens: [...Buffer.from(piece)], count }));
  const merges: Merge[] = [];
  while (256 + merges.length < size) {
    const seen = new Map<string, { pair: Merge; count: number }>();
    for (const { tokens, count } of pieces)
      for (const [at, right] of tokens.slice(1).entries()) {
        const pair = [tokens[at]!, right] as const;
        seen.set(String(pair), { pair, count: count + (seen.get(String(pair))?.count ?? 0) });
      }
    const [best] = [...seen.values()].toSorted(
      (one, other) => other.count - one.count || one.pair[0] - other.pair[0] || one.pair[1] - other.pair[1],
    );
    if (best === undefined || best.count < 2) break;
    for (const piece of pieces) {
      const joined: number[] = [];
      for (let at = 0; at < piece.tokens.length; at++) {
        const isPair = piece.tokens[at] === best.pair[0] && piece.tokens[at + 1] === best.pair[1];
        joined.push(isPair ? 256 + merges.length : piece.tokens[at]!);
        if (isPair) at++;
      }
      piece.tokens = joined;
    }
    merges.push(best.pair);
  }
  return merges;
}

test("merges are those of counting all pairs anew, repeated letters and ties included", () => {
  let state = 7;
  const draw = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  for (let text = 0; text < 30; text++) {
    const letters = ["ab", "aab", "abcdeé"][text % 3]!;
    const counts = new Map<string, number>();
    for (let piece = 0; piece < 40; piece++)
      counts.set(
        Array.from({ length: 1 + draw(9) }, () => letters[draw(letters.length)]).join(""),
        1 + draw(4),
      );
    const expected = mergesByCounting(counts, 300);
    expect(expected.length).toBeGreaterThan(10);
    expect(learnMerges(counts, 300)).toEqual(expected);
  }
});
