/** A pair of tokens as one number, and how often it was seen when it was put in. */
interface Entry {
  readonly pair: number;
  readonly count: number;
}

/** A binary heap of pairs: the most frequent first, of several the one with the smaller number. */
export class FrequentPairs {
  readonly #entries: Entry[] = [];

  push(pair: number, count: number): void {
    const entries = this.#entries;
    const entry = { pair, count };
    let at = entries.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, entries[above]!)) break;
      entries[at] = entries[above]!;
      at = above;
    }
    entries[at] = entry;
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const [first] = entries;
    const last = entries.pop();
    if (last !== undefined && entries.length > 0) this.#sink(last);
    return first;
  }

  /** Finds a place for `entry` from the top down. */
  #sink(entry: Entry): void {
    const entries = this.#entries;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= entries.length) break;
      if (below + 1 < entries.length && isBefore(entries[below + 1]!, entries[below]!)) below++;
      if (!isBefore(entries[below]!, entry)) break;
      entries[at] = entries[below]!;
      at = below;
    }
    entries[at] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.count > other.count || (one.count === other.count && one.pair < other.pair);
}
