import { expect, test } from "vitest";
import { keyOf, squares32 } from "./squares.ts";

/** The paper's C code, with its arithmetic left unbounded until each store. */
function reference(counter: bigint, key: bigint): number {
  const store = (value: bigint): bigint => BigInt.asUintN(64, value);
  const swap = (value: bigint): bigint => store((value >> 32n) | (value << 32n));
  const y = store(counter * key);
  const z = store(y + key);
  const first = swap(store(y * y + y));
  const second = swap(store(first * first + z));
  const third = swap(store(second * second + y));
  return Number(store(third * third + z) >> 32n);
}

test("draws as the paper's code does", () => {
  for (const counter of [0n, 1n, 2n ** 32n + 5n, 2n ** 63n + 11n])
    for (const seed of [0, 1, 12345])
      expect(squares32(counter, keyOf(seed))).toBe(reference(counter, keyOf(seed)));
});

test("each of the 32 bits is set in half of the numbers", () => {
  const key = keyOf(4);
  const draws = 4096;
  const counts = Array.from({ length: 32 }, () => 0);
  for (let counter = 0; counter < draws; counter++) {
    const number = squares32(BigInt(counter), key);
    for (let bit = 0; bit < 32; bit++) counts[bit]! += (number >>> bit) & 1;
  }
  for (const count of counts) expect(Math.abs(count / draws - 0.5)).toBeLessThan(0.04);
});

test("keys are odd and differ", () => {
  const keys = Array.from({ length: 100 }, (_, seed) => keyOf(seed));
  expect(new Set(keys).size).toBe(100);
  expect(keys.every((key) => key % 2n === 1n)).toBe(true);
});
