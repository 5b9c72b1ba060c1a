import type { DecodedInput } from "./inputs/encode-input.ts";

/** What a task has to learn of one example: a class name, a number, or a list where the task has several. */
export type Label = string | number | boolean | readonly (string | number | null)[];

/** One example as a source yields it, before any encoding. */
export interface Example {
  readonly inputs: Readonly<Record<string, DecodedInput>>;
  /** by task; a task that is left out, or whose label `isMissing`, learns nothing from this example */
  readonly labels: Readonly<Record<string, Label | null | undefined>>;
  /** where it is from, for errors: "census.csv, row 17" */
  readonly place?: string;
}

/** Whether there is no label, or no value of a table: nothing, an empty text, or NaN. */
export function isMissing(value: unknown): value is "" | null | undefined {
  return value === undefined || value === null || value === "" || Number.isNaN(value);
}
