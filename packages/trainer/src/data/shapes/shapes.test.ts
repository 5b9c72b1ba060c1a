import { inputSize, PolyheadError } from "@polyhead/spec";
import { describe, expect, it } from "vitest";
import { COLORS } from "./color.ts";
import { SHAPES } from "./outline.ts";
import { shapes, shapesInput, shapesTasks } from "./shapes.ts";

describe("shapes", () => {
  it("yields as many examples as asked for, of the declared input", async () => {
    const source = shapes({ count: 5, testCount: 3, size: 20 });
    expect(await Array.fromAsync(source.test?.() ?? [])).toHaveLength(3);
    const train = await Array.fromAsync(source.train());
    expect(train).toHaveLength(5);
    for (const { inputs } of train) expect(inputs["image"]).toHaveLength(inputSize(shapesInput(20)));
    expect("test" in shapes({ count: 5 })).toBe(false);
  });

  it("labels every task, within the ranges that are documented", async () => {
    const examples = await Array.fromAsync(shapes({ count: 2000, size: 16 }).train());
    for (const { labels } of examples) {
      expect(Object.keys(labels)).toEqual(Object.keys(shapesTasks));
      expect(labels["size"]).toBeGreaterThanOrEqual(40);
      expect(labels["size"]).toBeLessThan(90);
      expect(Math.abs(Number(labels["angle"]))).toBeLessThanOrEqual(30);
    }
    for (const [task, classes] of [
      ["shape", SHAPES],
      ["color", COLORS],
    ] as const) {
      for (const name of classes) {
        const share = examples.filter(({ labels }) => labels[task] === name).length / examples.length;
        expect(Math.abs(share * classes.length - 1)).toBeLessThan(0.25);
      }
    }
  });

  it("draws the same example whatever the count, and again on every call", async () => {
    const many = shapes({ count: 8, testCount: 8 });
    expect((await Array.fromAsync(many.train())).slice(0, 3)).toEqual(
      await Array.fromAsync(shapes({ count: 3 }).train()),
    );
    expect(await Array.fromAsync(many.train())).toEqual(await Array.fromAsync(many.train()));
  });

  it("never draws the same example under another seed, split or index", async () => {
    const one = shapes({ count: 50, testCount: 50 });
    const other = shapes({ count: 50, testCount: 50, seed: 1 });
    const examples = [one.train(), one.test?.(), other.train(), other.test?.()].map((split) =>
      Array.fromAsync(split ?? []),
    );
    const angles = (await Promise.all(examples)).flat().map(({ labels }) => labels["angle"]);
    expect(new Set(angles).size).toBe(200);
  });

  it("shows the same scene at every size", async () => {
    const [small] = await Array.fromAsync(shapes({ count: 1, size: 16 }).train());
    const [large] = await Array.fromAsync(shapes({ count: 1, size: 64 }).train());
    expect(small?.labels).toEqual(large?.labels);
  });

  it("draws the same pixels on every platform", async () => {
    const [first] = await Array.fromAsync(shapes({ count: 1, size: 32, seed: 0 }).train());
    const image = first?.inputs["image"] as Uint8Array;
    expect([...image.subarray(0, 12)]).toEqual([53, 68, 38, 49, 54, 44, 55, 60, 39, 54, 53, 56]);
    expect(first?.labels).toEqual({
      shape: "star",
      color: "blue",
      size: 72.4540208962824,
      angle: 7.383779825072921,
    });
  });

  it.each([
    { count: 0 },
    { count: 2.5 },
    { count: 1, testCount: 0 },
    { count: 1, size: 15 },
    { count: 1, seed: NaN },
  ])("refuses %o", (options) => {
    expect(() => shapes(options)).toThrow(PolyheadError);
    expect(() => shapes(options)).toThrow(/should be a whole number from/);
  });
});
