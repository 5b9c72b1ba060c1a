import { int, type Value } from "@polyhead/onnx";
import type { Emission } from "../operators/emission.ts";

// "Squares: A Fast Counter-Based RNG" (Widynski 2020, arXiv:2004.06278), function squares32: 32 random bits from a
// 64-bit counter and a 64-bit key.

const mask = (1n << 64n) - 1n;

/** A key made of a seed by SplitMix64 (Steele, Lea, Flood 2014), odd as a key has to be. */
export function keyOf(seed: number): bigint {
  let bits = (BigInt(seed) + 0x9e3779b97f4a7c15n) & mask;
  bits = ((bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  bits = ((bits ^ (bits >> 27n)) * 0x94d049bb133111ebn) & mask;
  return (bits ^ (bits >> 31n)) | 1n;
}

/** 32 random bits. */
export function squares32(counter: bigint, key: bigint): number {
  const y = (counter * key) & mask;
  const z = (y + key) & mask;
  let x = y;
  for (const added of [y, z, y]) {
    x = (x * x + added) & mask;
    x = (x >> 32n) | ((x << 32n) & mask);
  }
  return Number(((x * x + z) & mask) >> 32n);
}

const uint64 = 13;

/** The same, as nodes: int64 counters to int64 numbers in [0, 2³²). ONNX multiplies int64 only, and shifts uint64 only. */
export function emitSquares32(emission: Emission, counters: Value, key: bigint): Value {
  const keyValue = emission.builder.initializer("key", BigInt64Array.of(BigInt.asIntN(64, key)));
  const bits = emission.builder.initializer("bits", BigUint64Array.of(32n));
  const shift = (value: Value, direction: "LEFT" | "RIGHT"): Value => {
    const shifted = emission.op("BitShift", [emission.op("Cast", [value], { to: int(uint64) }), bits], {
      direction,
    });
    return emission.cast(shifted, "int64");
  };
  const squared = (value: Value, added: Value): Value =>
    emission.op("Add", [emission.op("Mul", [value, value]), added]);
  const y = emission.op("Mul", [counters, keyValue]);
  const z = emission.op("Add", [y, keyValue]);
  let x = y;
  for (const added of [y, z, y]) {
    x = squared(x, added);
    x = emission.op("Add", [shift(x, "RIGHT"), shift(x, "LEFT")]);
  }
  return shift(squared(x, z), "RIGHT");
}
