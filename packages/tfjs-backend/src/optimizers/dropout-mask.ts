import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import { sizeOf } from "../operators/emit-tensor.ts";
import type { CustomKernel } from "./custom-kernel.ts";
import { emitSquares32, keyOf, squares32 } from "./squares.ts";

const twoTo32 = 2 ** 32;

/**
 * A mask of zeros, with probability `rate`, and of 1/(1 − rate): element i at step n is kept by the random bits of the
 * counter n·2³² + i.
 */
export const dropoutMask: CustomKernel = {
  name: "DropoutMask",
  elementwise: false,
  compute({ step }, attrs) {
    const { shape, key, limit, kept } = settingsOf(attrs);
    const first = BigInt(step![0]!) << 32n;
    const values = new Float32Array(sizeOf(shape));
    for (let at = 0; at < values.length; at++)
      values[at] = squares32(first + BigInt(at), key) < limit ? kept : 0;
    return [[shape, values]];
  },
  emit({ emission, inputs: { step }, attrs }) {
    const { shape, key, limit, kept } = settingsOf(attrs);
    const scalar = (value: number) => emission.reshape(emission.ints([value]), []);
    const first = emission.op("Mul", [emission.cast(step, "int64"), scalar(twoTo32)]);
    const end = emission.op("Add", [first, scalar(sizeOf(shape))]);
    const drawn = emitSquares32(emission, emission.op("Range", [first, end, scalar(1)]), key);
    const keeps = emission.op("Less", [drawn, emission.ints([limit])]);
    const mask = emission.op("Where", [
      keeps,
      emission.scalar(kept, "float32"),
      emission.scalar(0, "float32"),
    ]);
    return { value: emission.reshape(mask, shape), shape, dtype: "float32" };
  },
};

function settingsOf({ shape, seed, rate }: NamedAttrMap): {
  readonly shape: number[];
  readonly key: bigint;
  readonly limit: number;
  readonly kept: number;
} {
  const share = 1 - Number(rate);
  return {
    shape: shape as number[],
    key: keyOf(Number(seed)),
    limit: Math.round(share * twoTo32),
    kept: Math.fround(1 / share),
  };
}
