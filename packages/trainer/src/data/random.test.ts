import { describe, expect, it } from "vitest";
import { randomSource } from "./random.ts";

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const random = randomSource(7, "test");

function stream(...[seed, ...names]: Parameters<typeof randomSource>): number[] {
  return draw(4, randomSource(seed, ...names).bits);
}

describe("randomSource", () => {
  it("gives the stream of its seed and names", () => {
    const golden = [181970568, 1347640337, -1344741484, -1443870812];
    expect(stream(0, "shuffle", 1)).toEqual(golden);
    for (const other of [
      stream(1, "shuffle", 1),
      stream(0, "shuffle", 2),
      stream(0, "shuffle1"),
      stream(0),
    ]) {
      expect(other).not.toEqual(golden);
    }
  });

  it("draws uniform numbers inside their range", () => {
    const values = draw(20_000, () => random.uniform(-2, 4));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(4);
    expect(mean(values)).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => (value - 1) ** 2))).toBeCloseTo(3, 1);
  });

  it("draws normal numbers with the moments of the normal distribution", () => {
    const values = draw(40_000, random.normal);
    for (const [power, moment] of [
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 3],
    ] as const) {
      expect(Math.abs(mean(values.map((value) => value ** power)) - moment)).toBeLessThan(0.12);
    }
  });

  it("draws each integer equally often", () => {
    const counts = [0, 0, 0, 0, 0, 0];
    for (const value of draw(60_000, () => random.integer(6))) counts[value] = (counts[value] ?? 0) + 1;
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it("shuffles into every order equally often, in place and whatever the array", () => {
    const orders = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const items = Int32Array.of(1, 2, 3);
      random.shuffle(items);
      orders.set(items.join(), (orders.get(items.join()) ?? 0) + 1);
    }
    expect([...orders.keys()].toSorted()).toEqual(["1,2,3", "1,3,2", "2,1,3", "2,3,1", "3,1,2", "3,2,1"]);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    const names = ["a", "b"];
    random.shuffle(names);
    expect(names.toSorted()).toEqual(["a", "b"]);
  });
});
