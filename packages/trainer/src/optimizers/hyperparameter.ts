import { PolyheadError } from "@polyhead/spec";

/** @throws PolyheadError `config-invalid` unless `value` is finite and above 0 */
export function positiveRate(optimizer: string, value: number): number {
  return check(optimizer, "learningRate", value, value > 0, "strictly positive");
}

/** @throws PolyheadError `config-invalid` unless `value` is finite and 0 or more */
export function atLeastZero(optimizer: string, name: string, value: number): number {
  return check(optimizer, name, value, value >= 0, "0 or more");
}

/** @throws PolyheadError `config-invalid` unless `value` is below 1 */
export function belowOne(optimizer: string, name: string, value: number): number {
  return check(optimizer, name, value, value < 1, "below 1");
}

function check(optimizer: string, name: string, value: number, holds: boolean, rule: string): number {
  if (holds && Number.isFinite(value)) return value;
  throw new PolyheadError(
    "config-invalid",
    `${optimizer}({ ${name} }) should be ${rule}; received ${String(value)}.`,
    {
      details: { option: name, received: value },
    },
  );
}
