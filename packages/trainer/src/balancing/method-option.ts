import { PolyheadError } from "@polyhead/spec";

/** A rule of a number: what holds of it, in words and as a function. */
export type Rule = readonly [words: string, holds: (value: number) => boolean];

export const positive: Rule = ["strictly positive", (value) => value > 0];
export const atLeastZero: Rule = ["0 or more", (value) => value >= 0];
export const fraction: Rule = ["between 0 and 1", (value) => value >= 0 && value <= 1];
export const belowOne: Rule = ["0 or more and below 1", (value) => value >= 0 && value < 1];
export const count: Rule = ["a positive whole number", (value) => Number.isSafeInteger(value) && value > 0];
export const finite: Rule = ["a finite number", () => true];

/** @throws PolyheadError `config-invalid` unless `value` is finite and keeps the rule */
export function methodOption(method: string, name: string, value: number, [words, holds]: Rule): number {
  if (Number.isFinite(value) && holds(value)) return value;
  throw new PolyheadError(
    "config-invalid",
    `${method}({ ${name} }) should be ${words}; received ${String(value)}.`,
    { details: { option: name, received: value } },
  );
}
