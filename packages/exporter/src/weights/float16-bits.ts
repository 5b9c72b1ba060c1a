import { PolyheadError } from "@polyhead/spec";

/** The largest number of IEEE 754 binary16. */
const FLOAT16_MAX = 65_504;
/** Half a step above the largest number: from here on, rounding to nearest gives infinity. */
const OVERFLOW = 65_520;
/** The smallest normal number; below it, steps are 2⁻²⁴. */
const MIN_NORMAL = 2 ** -14;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Rounds a tensor to binary16, to nearest and on ties to even, as bits.
 *
 * @param name of the tensor, for the error
 * @throws PolyheadError `export-unsupported` for a number that binary16 cannot hold
 */
export function float16Bits(name: string, data: Float32Array): Uint16Array {
  const overflow = data.findIndex((number) => !(Math.abs(number) < OVERFLOW));
  if (overflow < 0) return Uint16Array.from(data, toBits);
  throw new PolyheadError(
    "export-unsupported",
    `Tensor "${name}" cannot be stored as float16, which ends at ±${FLOAT16_MAX}. Received ${data[overflow]} at index ${overflow}. Keep float32 weights, or train with weight decay.`,
    { details: { tensor: name, index: overflow, value: data[overflow] } },
  );
}

function toBits(number: number): number {
  float[0] = number;
  const [word = 0] = bits;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = Math.abs(number);
  if (magnitude < MIN_NORMAL) return sign | roundToEven(magnitude * 2 ** 24);
  // Bits of float32 with the exponent's bias moved from 127 to 15; the 13 digits too many are rounded away.
  const rebased = (word & 0x7fffffff) - (112 << 23);
  return sign | roundToEven(rebased / 2 ** 13);
}

function roundToEven(number: number): number {
  const below = Math.floor(number);
  const rest = number - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
