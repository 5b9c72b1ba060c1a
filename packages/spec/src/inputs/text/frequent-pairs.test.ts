import { expect, test } from "vitest";
import { FrequentPairs } from "./frequent-pairs.ts";

test("pairs come by falling count, ties by number, whenever they were put in", () => {
  const pairs = new FrequentPairs();
  const counts = Array.from({ length: 500 }, (_, pair) => (pair * 7919) % 97);
  for (const [pair, count] of counts.entries()) pairs.push(pair, count);
  const sorted = [...counts.entries()].toSorted(([a, one], [b, other]) => other - one || a - b);
  for (const [pair, count] of sorted.slice(0, 250)) expect(pairs.pop()).toEqual({ pair, count });
  pairs.push(1000, 97);
  expect(pairs.pop()).toEqual({ pair: 1000, count: 97 });
  for (const [pair, count] of sorted.slice(250)) expect(pairs.pop()).toEqual({ pair, count });
  expect(pairs.pop()).toBeUndefined();
});
