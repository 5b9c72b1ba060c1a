/**
 * Words by falling count, ties by code point, so that the same rows in another order give the same list.
 *
 * @param minCount leaves out words that were counted less often
 * @param maxCategories leaves out all after so many
 */
export function mostFrequent(
  counted: readonly (readonly [word: string, count: number])[],
  { minCount, maxCategories }: { readonly minCount: number; readonly maxCategories: number },
): string[] {
  return counted
    .filter(([, count]) => count >= minCount)
    .toSorted(([a, countOfA], [b, countOfB]) => countOfB - countOfA || byCodePoint(a, b))
    .slice(0, maxCategories)
    .map(([word]) => word);
}

/** `<` compares halves of surrogate pairs, which puts code points from U+10000 before those from U+E000. */
function byCodePoint(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
