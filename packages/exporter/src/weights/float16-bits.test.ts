import { expect, test } from "vitest";
import { float16Bits } from "./float16-bits.ts";

/** The number that 16 bits stand for, by the definition of binary16. */
function fromBits(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

const finite = Array.from({ length: 0x8000 }, (_, bits) => bits).filter((bits) => bits >> 10 < 31);

test("every number of float16 keeps its bits, under both signs", () => {
  const numbers = Float32Array.from(finite, fromBits);
  expect(float16Bits("w", numbers)).toEqual(Uint16Array.from(finite));
  const negative = float16Bits(
    "w",
    numbers.map((number) => -number),
  );
  expect(negative).toEqual(Uint16Array.from(finite, (bits) => bits | 0x8000));
});

test("between two numbers the nearer one is taken, and half way the even one", () => {
  const pairs = finite.slice(0, -1).map((bits) => [fromBits(bits), fromBits(bits + 1)] as const);
  const at = (share: number): Uint16Array =>
    float16Bits(
      "w",
      Float32Array.from(pairs, ([low, high]) => low + share * (high - low)),
    );
  expect(at(0.499)).toEqual(Uint16Array.from(finite.slice(0, -1)));
  expect(at(0.501)).toEqual(Uint16Array.from(finite.slice(1)));
  expect(at(0.5)).toEqual(Uint16Array.from(finite.slice(0, -1), (bits) => bits + (bits % 2)));
});

test("what rounds to more than the largest number is refused by its tensor's name", () => {
  expect(Array.from(float16Bits("w", Float32Array.of(65_519.9, -65_504)))).toEqual([0x7bff, 0xfbff]);
  for (const number of [65_520, -1e9, Number.POSITIVE_INFINITY, Number.NaN])
    expect(() => float16Bits("dense/kernel", Float32Array.of(1, number))).toThrow(
      `Tensor "dense/kernel" cannot be stored as float16, which ends at ±65504. Received ${number} at index 1.`,
    );
});
