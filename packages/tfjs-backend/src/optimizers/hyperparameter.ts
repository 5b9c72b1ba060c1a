import { PolyheadError } from "@polyhead/spec";

/** What a hyperparameter may be. */
const rules = {
  "strictly positive": (value: number): boolean => value > 0,
  "0 or more": (value: number): boolean => value >= 0,
  "in [0, 1)": (value: number): boolean => value >= 0 && value < 1,
} as const;

/** @throws PolyheadError `config-invalid` unless `value` is finite and follows the rule */
export function checked(owner: string, name: string, value: number, rule: keyof typeof rules): number {
  if (Number.isFinite(value) && rules[rule](value)) return value;
  throw new PolyheadError(
    "config-invalid",
    `${owner}'s ${name} should be ${rule}. Received ${String(value)}.`,
    { details: { option: name, received: value } },
  );
}
