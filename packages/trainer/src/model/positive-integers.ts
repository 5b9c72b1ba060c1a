import { PolyheadError } from "@polyhead/spec";

/**
 * Checks a list of layer widths.
 *
 * @throws PolyheadError `config-invalid` unless it is a non-empty list of positive whole numbers
 */
export function positiveIntegers(values: readonly number[], what: string): readonly number[] {
  if (
    !Array.isArray(values) ||
    values.length === 0 ||
    values.some((value) => !Number.isSafeInteger(value) || value < 1)
  ) {
    throw new PolyheadError(
      "config-invalid",
      `${what} should be made of positive whole numbers; received ${JSON.stringify(values)}.`,
      { details: { received: values } },
    );
  }
  return values;
}
