import { describe, expect, test } from "vitest";
import type { Sampling } from "./combine.ts";
import { permutation } from "./permutation.ts";
import { rowsFrom, rowsInPlaces, type RowSet } from "./row-set.ts";
import { epochOrder, quotas } from "./sampling.ts";

/** Sources of 80, 18 and 2 rows, one after another. */
const counts = [80, 18, 2];
const sources = counts.map((count, source): RowSet => {
  const start = counts.slice(0, source).reduce((sum, before) => sum + before, 0);
  return rowsInPlaces(permutation(count, 5), start, [0, count]);
});

function drawn(sampling: Sampling, epoch: number, seed = 1): number[] {
  const order = epochOrder({ sources, sampling, batchSize: 8, seed, epoch });
  return [...rowsFrom(order, 0, order.count)];
}

const bySource = (rows: readonly number[]): number[] =>
  sources.map((source) => rows.filter((row) => source.has(row)).length);

describe("an epoch has as many examples as all sources together, each with its share", () => {
  test.each<[Sampling, number[]]>([
    ["proportional", [80, 18, 2]],
    // √80, √18 and √2 are to one another as 6.32, 3 and 1.
    ["squareRoot", [61, 29, 10]],
    [{ temperature: 2 }, [61, 29, 10]],
    [{ temperature: 1 }, [80, 18, 2]],
    ["uniform", [34, 33, 33]],
    // 13 batches of 8, the last one of 4.
    ["roundRobin", [36, 32, 32]],
  ])("%j", (sampling, expected) => {
    expect(bySource(drawn(sampling, 1))).toEqual(expected);
    expect(bySource(drawn(sampling, 2))).toEqual(expected);
  });
});

test("temperatures share as their formula says", () => {
  const sum = 1000 ** 0.7 + 100 ** 0.7;
  expect(quotas([1000, 100], { temperature: 1 / 0.7 })).toEqual([
    Math.round((1100 * 1000 ** 0.7) / sum),
    Math.round((1100 * 100 ** 0.7) / sum),
  ]);
});

test.each<Sampling>(["squareRoot", "uniform", "roundRobin", "proportional"])(
  "with %s sampling, a source gives every example once before any of them again, over epochs too",
  (sampling) => {
    for (const [index, source] of sources.entries()) {
      const own = [1, 2, 3, 4].map((epoch) => drawn(sampling, epoch).filter((row) => source.has(row)));
      const times = new Map<number, number>();
      for (const row of own.flat()) times.set(row, (times.get(row) ?? 0) + 1);
      expect(
        Math.max(...times.values()) - (times.size < counts[index]! ? 0 : Math.min(...times.values())),
      ).toBeLessThan(2);
    }
  },
);

test("batches take turns", () => {
  const rows = drawn("roundRobin", 1);
  for (let batch = 0; batch < 13; batch++) {
    const own = rows.slice(8 * batch, 8 * batch + 8);
    expect(bySource(own)[batch % 3]).toBe(own.length);
  }
});

test("epochs and seeds order differently, the same ones alike", () => {
  expect(drawn("uniform", 3)).toEqual(drawn("uniform", 3));
  expect(drawn("uniform", 3)).not.toEqual(drawn("uniform", 4));
  expect(drawn("uniform", 3)).not.toEqual(drawn("uniform", 3, 2));
});

test("sources are mixed within an epoch", () => {
  const first = bySource(drawn("proportional", 1).slice(0, 50))[1]!;
  expect(first).toBeGreaterThan(2);
  expect(first).toBeLessThan(16);
});
