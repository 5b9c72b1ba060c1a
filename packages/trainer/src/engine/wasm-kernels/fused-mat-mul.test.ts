import { fused, reshape, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { countKept, disagreement, random } from "./agreement.ts";

const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "prelu", "leakyrelu"] as const;

interface Operands {
  readonly a: number[];
  readonly b: number[];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

const operands: readonly Operands[] = [
  { a: [3, 100], b: [100, 5] },
  { a: [100, 3], b: [100, 5], transposeA: true },
  { a: [3, 100], b: [5, 100], transposeB: true },
  { a: [2, 3, 100], b: [2, 100, 5] },
];

function product({ a, b, ...transposes }: Operands, activation: (typeof activations)[number]): Tensor {
  const preluActivationWeights = activation === "prelu" ? { preluActivationWeights: random([5], 4) } : {};
  const bias = random([5], 3);
  return fused.matMul({
    a: random(a, 1),
    b: random(b, 2),
    bias,
    activation,
    ...transposes,
    ...preluActivationWeights,
  });
}

describe.each(operands)("a $a, b $b", (one) => {
  test.each(activations)("%s agrees with tfjs on the CPU", async (activation) => {
    expect(await disagreement(() => product(one, activation))).toBeLessThan(1e-5);
  });
});

test("multiplies by the second operand's own shape when its data was a factor under another", async () => {
  expect(
    await disagreement(() => {
      const b = random([6, 4], 1);
      fused.matMul({ a: random([2, 6], 2), b });
      return fused.matMul({ a: random([2, 4], 3), b: reshape(b, [4, 6]) });
    }),
  ).toBeLessThan(1e-5);
});

test("gives back what it borrows", async () => {
  for (const one of operands) expect(await countKept(() => product(one, "relu"))).toBe(0);
});
