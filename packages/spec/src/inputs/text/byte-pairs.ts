// Tokens are numbers: 0 to 255 the bytes, 256 + m what the merge m makes.
const BYTES = 256;

/** Two tokens that become one. */
export type Merge = readonly [left: number, right: number];

const utf8 = new TextEncoder();

/** The bytes of a piece. */
function bytesOf(piece: string): number[] {
  return Array.from(utf8.encode(piece));
}

/** A piece while merges are learned, and how often it was seen. */
interface CountedPiece {
  tokens: number[];
  readonly count: number;
}

/**
 * Learns merges: again and again the pair of neighbours seen most often, of several the one with the smaller numbers, until
 * there are `size` tokens or no pair is seen twice.
 *
 * Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", algorithm 1.
 *
 * @param counts how often each piece was seen
 */
export function learnMerges(counts: ReadonlyMap<string, number>, size: number): Merge[] {
  const pairs = new PairCounts();
  for (const [piece, count] of counts) pairs.add({ tokens: bytesOf(piece), count });
  const merges: Merge[] = [];
  while (BYTES + merges.length < size) {
    const merge = pairs.mostFrequent();
    if (merge === undefined) break;
    pairs.join(merge, BYTES + merges.length);
    merges.push(merge);
  }
  return merges;
}

/** How often each pair of neighbours is seen, and in which pieces. */
class PairCounts {
  readonly #counts = new Map<number, number>();
  readonly #places = new Map<number, Set<CountedPiece>>();

  add(piece: CountedPiece): void {
    for (const pair of pairsOf(piece.tokens)) {
      this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + piece.count);
      const places = this.#places.get(pair);
      if (places === undefined) this.#places.set(pair, new Set([piece]));
      else places.add(piece);
    }
  }

  mostFrequent(): Merge | undefined {
    let [best, most] = [Number.POSITIVE_INFINITY, 1];
    for (const [pair, count] of this.#counts)
      if (count > most || (count === most && most > 1 && pair < best)) [best, most] = [pair, count];
    return most > 1 ? [Math.floor(best / SPAN), best % SPAN] : undefined;
  }

  join([left, right]: Merge, token: number): void {
    const pair = left * SPAN + right;
    for (const piece of this.#places.get(pair) ?? []) {
      for (const old of pairsOf(piece.tokens))
        this.#counts.set(old, (this.#counts.get(old) ?? 0) - piece.count);
      piece.tokens = joined(piece.tokens, left, right, token);
      this.add(piece);
    }
    this.#counts.delete(pair);
    this.#places.delete(pair);
  }
}

/** Above any token; two of them make one safe integer. */
const SPAN = 2 ** 24;

function pairsOf(tokens: readonly number[]): number[] {
  return tokens.slice(1).map((right, index) => (tokens[index] ?? 0) * SPAN + right);
}

/** Every `left` before a `right`, from the left on, becomes `token`. */
function joined(tokens: readonly number[], left: number, right: number, token: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const here = tokens[at] ?? 0;
    const pair = here === left && tokens[at + 1] === right;
    result.push(pair ? token : here);
    if (pair) at++;
  }
  return result;
}

/** Looks tokens up: the merges in the order in which they were learned, whole piece by whole piece. */
export function bytePairTokenizer(merges: readonly Merge[]): (piece: string) => readonly number[] {
  const ranks = new Map(merges.map(([left, right], rank) => [left * SPAN + right, rank]));
  return (piece) => {
    let tokens = bytesOf(piece);
    for (;;) {
      const first = pairsOf(tokens).reduce(
        (lowest, pair) => Math.min(lowest, ranks.get(pair) ?? lowest),
        Number.POSITIVE_INFINITY,
      );
      const merge = merges[first];
      if (merge === undefined) return tokens;
      tokens = joined(tokens, ...merge, BYTES + first);
    }
  };
}
