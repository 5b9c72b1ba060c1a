import TinyQueue from "tinyqueue";

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

/** Two neighbours as one number, and how often they were seen when they were counted. */
interface CountedPair {
  readonly pair: number;
  readonly count: number;
}

function byFallingCount(one: CountedPair, other: CountedPair): number {
  return other.count - one.count || one.pair - other.pair;
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
  const pairs = new PairCounts(counts);
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
  /** pieces that a pair was seen in, whether it still is or not */
  readonly #places = new Map<number, CountedPiece[]>();
  readonly #frequent = new TinyQueue<CountedPair>([], byFallingCount);

  /** @param counts how often each piece was seen */
  constructor(counts: ReadonlyMap<string, number>) {
    for (const [text, count] of counts) {
      const piece = { tokens: bytesOf(text), count };
      for (const pair of pairsOf(piece.tokens)) this.#add(pair, piece);
    }
    for (const [pair, count] of this.#counts) this.#frequent.push({ pair, count });
  }

  /** The pair seen most often, of those seen twice; one that is seen less often by now is put back where it belongs. */
  mostFrequent(): Merge | undefined {
    for (let entry = this.#frequent.pop(); entry !== undefined; entry = this.#frequent.pop()) {
      const { pair } = entry;
      const count = this.#counts.get(pair) ?? 0;
      if (count < 2) continue;
      if (count === entry.count) return [Math.floor(pair / SPAN), pair % SPAN];
      this.#frequent.push({ pair, count });
    }
    return undefined;
  }

  /** Makes the pair one token wherever it is. Only pairs with that token are seen more often than before. */
  join([left, right]: Merge, token: number): void {
    const pair = left * SPAN + right;
    const born = new Set<number>();
    for (const piece of this.#places.get(pair) ?? []) {
      const before = piece.tokens;
      const after = joined(before, left, right, token);
      if (after.length === before.length) continue;
      piece.tokens = after;
      for (const old of pairsOf(before)) this.#counts.set(old, (this.#counts.get(old) ?? 0) - piece.count);
      for (const one of pairsOf(after)) {
        this.#add(one, piece);
        if (one % SPAN === token || Math.floor(one / SPAN) === token) born.add(one);
      }
    }
    this.#counts.delete(pair);
    this.#places.delete(pair);
    for (const pair of born) this.#frequent.push({ pair, count: this.#counts.get(pair) ?? 0 });
  }

  #add(pair: number, piece: CountedPiece): void {
    this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + piece.count);
    const places = this.#places.get(pair);
    if (places === undefined) this.#places.set(pair, [piece]);
    else if (places.at(-1) !== piece) places.push(piece);
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
