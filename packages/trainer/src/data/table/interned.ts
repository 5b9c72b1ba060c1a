const MOST = 100_000;

/**
 * A copy of a text that shares no memory with what it was cut from: a cell is a view of its part of the file, and a kept
 * cell would keep all of that.
 */
export function detached(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

/** Gives equal texts as one text, for columns whose values are kept and come again; of many different ones, copies. */
export function interner(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same !== undefined) return same;
    const copy = detached(text);
    if (known.size < MOST) known.set(copy, copy);
    return copy;
  };
}
