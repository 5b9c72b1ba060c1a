import { PolyheadError } from "@polyhead/spec";
import type { SavedState } from "./balancing.ts";

/** Reads and checks what a balancer's `save` gave; every method throws PolyheadError `file-invalid`. */
export interface SavedReader {
  /** a whole number, 0 or more */
  count(key: string): number;
  /** finite numbers */
  numbers(key: string, length: number): Float64Array;
  /** finite numbers, or nothing yet */
  optionalNumbers(key: string, length: number): Float64Array | undefined;
  /** whatever is there, for another reader */
  value(key: string): unknown;
}

export function savedReader(method: string, saved: SavedState): SavedReader {
  const fields = (typeof saved.json === "object" ? saved.json : undefined) as Record<string, unknown> | null;

  function invalid(what: string, rule: string): PolyheadError {
    return new PolyheadError(
      "file-invalid",
      `The checkpoint's state of balancing "${method}" should have ${what} ${rule}; it has not. Resume from another checkpoint.`,
      { details: { method, saved: saved.json } },
    );
  }
  function numbers(key: string, length: number): Float64Array {
    const value = fields?.[key];
    if (Array.isArray(value) && value.length === length && value.every(Number.isFinite))
      return Float64Array.from(value as number[]);
    throw invalid(`\`${key}\``, `of ${length} numbers`);
  }
  return {
    numbers,
    value: (key) => fields?.[key],
    optionalNumbers: (key, length) => (fields?.[key] === null ? undefined : numbers(key, length)),
    count(key) {
      const value = fields?.[key];
      if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
      throw invalid(`\`${key}\``, "that is a whole number");
    },
  };
}

/** As JSON has them. */
export function listed(numbers: Float64Array | undefined): number[] | null {
  return numbers === undefined ? null : [...numbers];
}

/** For what has nothing to keep. */
export const stateless = { save: (): SavedState => ({ json: null }), restore(): void {} };
