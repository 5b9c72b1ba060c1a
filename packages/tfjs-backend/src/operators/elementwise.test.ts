import { broadcastTo, type DataType, type Tensor, abs, add, mul, zeros } from "@tensorflow/tfjs-core";
import { array, assert, asyncProperty, constantFrom, integer } from "fast-check";
import { describe, expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";
import { binaryOperators } from "./binary.ts";
import { unaryOperators } from "./unary.ts";

const shapes = array(integer({ min: 1, max: 6 }), { maxLength: 4 });
const dtypes = constantFrom<DataType>("float32", "int32");
const attrs = { alpha: 0.3, clipValueMin: -0.4, clipValueMax: 0.6 };
const positive = new Set(["Log", "Log1p", "Sqrt", "Rsqrt", "Reciprocal"]);

describe("on one tensor", () => {
  test.each(Object.keys(unaryOperators))("%s", (name) =>
    assert(
      asyncProperty(shapes, async (shape) => {
        await expect(
          disagreement(() => {
            const x = random(shape);
            return kernel(name, { x: positive.has(name) ? add(abs(x), 0.1) : mul(x, 3) }, attrs);
          }),
        ).resolves.toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: 5 },
    ),
  );

  test.each(["Abs", "Neg", "Relu", "Square"])("%s of integers", (name) =>
    expect(disagreement(() => kernel(name, { x: random([3, 5], "int32") }))).resolves.toBeLessThanOrEqual(0),
  );

  test.each(["Step", "Relu", "Relu6", "Sign", "ClipByValue", "Abs", "Exp", "Tanh"])(
    "%s of what is not finite",
    (name) =>
      expect(
        disagreement(() => {
          const x = add(random([3]), [Number.NaN, Infinity, -Infinity]);
          return kernel(name, { x }, { ...attrs, alpha: 0 });
        }),
      ).resolves.toBeLessThanOrEqual(1e-5),
  );

  test.each(["Log1p", "Expm1"])("%s near 0", async (name) => {
    const program = (): Tensor => mul(kernel(name, { x: mul(random([64]), 1e-6) }) as Tensor, 1e6);
    await expect(disagreement(program)).resolves.toBeLessThanOrEqual(1e-5);
  });
});

describe("on two tensors", () => {
  const names = Object.keys(binaryOperators).filter(
    (name) => !["EluGrad", "LogicalAnd", "LogicalOr", "Prelu"].includes(name),
  );
  test.each(names)("%s, broadcast either way", (name) =>
    assert(
      asyncProperty(shapes, integer({ min: 0, max: 15 }), dtypes, async (shape, mask, dtype) => {
        const thin = shape.map((length, axis) => ((mask >> axis) & 1 ? 1 : length));
        const float = ["RealDiv", "Pow"].includes(name) ? "float32" : dtype;
        const operand = (lengths: readonly number[], seed: number): Tensor =>
          name === "Pow" ? add(abs(random(lengths, "float32", seed)), 0.1) : random(lengths, float, seed);
        await expect(
          disagreement(() => kernel(name, { a: operand(shape, 1), b: operand(thin, 2) })),
        ).resolves.toBeLessThanOrEqual(1e-4);
        await expect(
          disagreement(() => kernel(name, { a: operand(thin.slice(-2), 1), b: operand(shape, 2) })),
        ).resolves.toBeLessThanOrEqual(1e-4);
      }),
      { numRuns: 8 },
    ),
  );

  test.each(["LogicalAnd", "LogicalOr", "Equal", "NotEqual"])("%s of booleans", (name) =>
    expect(
      disagreement(() => kernel(name, { a: random([4, 5], "bool"), b: random([5], "bool", 2) })),
    ).resolves.toBeLessThanOrEqual(0),
  );

  test("Prelu and EluGrad", async () => {
    await expect(
      disagreement(() => kernel("Prelu", { x: random([3, 4, 5]), alpha: random([5], "float32", 2) })),
    ).resolves.toBeLessThanOrEqual(1e-5);
    await expect(
      disagreement(() => kernel("EluGrad", { dy: random([3, 4]), y: random([3, 4], "float32", 2) })),
    ).resolves.toBeLessThanOrEqual(1e-5);
  });

  test("an integer division by zero does not end the process", () =>
    expect(
      disagreement(() => kernel("RealDiv", { a: random([4], "int32"), b: zeros([4], "int32") })),
    ).resolves.toBeLessThanOrEqual(0));

  test("Select, by element and by slice", async () => {
    await expect(
      disagreement(() =>
        kernel("Select", {
          condition: random([3, 4], "bool"),
          t: random([3, 4]),
          e: broadcastTo(random([4]), [3, 4]),
        }),
      ),
    ).resolves.toBeLessThanOrEqual(0);
    await expect(
      disagreement(() =>
        kernel("Select", {
          condition: random([3, 4], "bool"),
          t: random([3, 4], "bool", 2),
          e: random([3, 4], "bool", 3),
        }),
      ),
    ).resolves.toBeLessThanOrEqual(0);
  });
});
