import * as v from "valibot";

/** Longest name of a model, input, task or column that is accepted. */
const MAX_NAME_LENGTH = 100;

/** Names of inputs and tasks: they become the names of the graph's inputs and outputs. */
export const nameSchema: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.maxLength(MAX_NAME_LENGTH, `should be at most ${MAX_NAME_LENGTH} characters`),
  v.regex(
    /^[A-Za-z_][A-Za-z0-9_-]*$/,
    "should start with a letter or `_` and hold only letters, digits, `_` and `-`",
  ),
);

/** A list of different, non-empty strings: class names, column names. */
export function distinctStrings(minimum: number, maximum: number): v.GenericSchema<readonly string[]> {
  return v.pipe(
    v.array(v.pipe(v.string(), v.nonEmpty("should not be empty"))),
    v.minLength(minimum, `should have at least ${minimum} entries`),
    v.maxLength(maximum, `should have at most ${maximum} entries`),
    v.check((list) => new Set(list).size === list.length, "should not name the same entry twice"),
  );
}
