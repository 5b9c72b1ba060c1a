import { PolyheadError } from "@polyhead/spec";
import type { Int64 } from "./schema.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

export function toBigInt(value: Int64): bigint {
  if (typeof value === "number") return BigInt(value);
  return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
}

/** @throws PolyheadError `model-invalid` beyond ±(2^53 − 1) */
export function toSafeInteger(value: Int64, label: string): number {
  const integer = Number(toBigInt(value));
  if (Number.isSafeInteger(integer)) return integer;
  throw new PolyheadError(
    "model-invalid",
    `The ONNX model cannot be read: ${label} must lie within ±(2^53 − 1). Received ${toBigInt(value)}.`,
  );
}

/** @throws PolyheadError `model-invalid` for bytes that are not UTF-8 */
export function toText(bytes: Uint8Array, label: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new PolyheadError("model-invalid", `The ONNX model cannot be read: ${label} must be UTF-8 text.`, {
      cause,
    });
  }
}
