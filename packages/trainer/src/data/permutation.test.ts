import { expect, test } from "vitest";
import { permutation, type Permutation } from "./permutation.ts";

const all = (order: Permutation): number[] =>
  Array.from({ length: order.count }, (_, place) => order.at(place));

/** χ² of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test.each([1, 2, 3, 5, 16, 17, 99, 100, 101, 4097, 65_537])("%d numbers come once each", (count) => {
  for (const seed of [0, 1, 7]) {
    const order = permutation(count, seed, "shuffle");
    const numbers = all(order);
    expect(new Set(numbers).size).toBe(count);
    expect(Math.min(...numbers.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(numbers.every((number) => number < count)).toBe(true);
  }
});

test("a number's place is found, also among billions", () => {
  for (const count of [1, 7, 1000, 2 ** 32]) {
    const order = permutation(count, 3);
    for (let index = 0; index < 100; index++) {
      const place = Math.floor((index / 100) * count);
      expect(order.placeOf(order.at(place))).toBe(place);
      expect(order.at(place)).toBeLessThan(count);
    }
  }
});

test("seed and names make the order", () => {
  expect(all(permutation(50, 1, "a", 2))).toEqual(all(permutation(50, 1, "a", 2)));
  for (const other of [permutation(50, 2, "a", 2), permutation(50, 1, "b", 2), permutation(50, 1, "a", 3)])
    expect(all(other)).not.toEqual(all(permutation(50, 1, "a", 2)));
});

test("every order of a few is as likely as any other", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const key = all(permutation(4, seed)).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  // 23 degrees of freedom: above 49.7 once in a thousand.
  expect(chiSquare([...counts.values()])).toBeLessThan(49.7);
});

test("a number goes anywhere, and neighbours do not stay together", () => {
  const places = Array.from({ length: 20 }, () => 0);
  const gaps = Array.from({ length: 20 }, () => 0);
  const count = 10_007;
  for (let seed = 0; seed < 20; seed++) {
    const order = permutation(count, seed, "places");
    for (let place = 0; place < 1000; place++) {
      const number = order.at(place);
      places[Math.floor((number / count) * 20)]!++;
      const gap = (order.at(place + 1) - number + count) % count;
      gaps[Math.floor((gap / count) * 20)]!++;
    }
  }
  // 19 degrees of freedom: above 43.8 once in a thousand.
  expect(chiSquare(places)).toBeLessThan(43.8);
  expect(chiSquare(gaps)).toBeLessThan(43.8);
});
