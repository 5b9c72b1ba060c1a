import { PolyheadError } from "@polyhead/spec";

/** @throws PolyheadError `config-invalid` unless `value` is a whole number from `minimum` up */
export function wholeNumber(what: string, value: number, minimum: number): number {
  return check(
    what,
    value,
    Number.isSafeInteger(value) && value >= minimum,
    `a whole number, ${minimum} or more`,
  );
}

/** @throws PolyheadError `config-invalid` unless `value` is finite and above 0 */
export function aboveZero(what: string, value: number): number {
  return check(what, value, Number.isFinite(value) && value > 0, "above 0");
}

/** @throws PolyheadError `config-invalid` unless `value` is finite and 0 or more */
export function zeroOrMore(what: string, value: number): number {
  return check(what, value, Number.isFinite(value) && value >= 0, "0 or more");
}

/** @throws PolyheadError `config-invalid` unless `value` is from 0 to 1 */
export function share(what: string, value: number): number {
  return check(what, value, value >= 0 && value <= 1, "from 0 to 1");
}

/** @throws PolyheadError `config-invalid` unless `value` is one of `known` */
export function oneOf<T extends string>(what: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw new PolyheadError("config-invalid", `${what} should be ${known.join(" or ")}; received ${value}.`, {
    details: { option: what, received: value },
  });
}

function check(what: string, value: number, holds: boolean, rule: string): number {
  if (holds) return value;
  throw new PolyheadError("config-invalid", `${what} should be ${rule}; received ${String(value)}.`, {
    details: { option: what, received: value },
  });
}
