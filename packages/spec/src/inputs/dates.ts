import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";
import { MAX_COLUMNS } from "./numeric.ts";

/** What is read of a date. */
export type DatePart = "year" | "month" | "day" | "weekday" | "hour";

const PARTS: readonly DatePart[] = ["year", "month", "day", "weekday", "hour"];

/**
 * Named dates: `[batch, features]`, column by column, for each of its parts: the year as a number; month, day of the month, day
 * of the week and hour, minutes included, as places on a circle, sine and cosine.
 */
export interface DatesInput<Column extends string = string> {
  readonly kind: "dates";
  readonly columns: readonly Column[];
  readonly parts: readonly DatePart[];
}

export const datesEntries: {
  kind: v.GenericSchema<"dates">;
  columns: v.GenericSchema<readonly string[]>;
  parts: v.GenericSchema<readonly DatePart[]>;
} = {
  kind: v.literal("dates"),
  columns: distinctStrings(1, MAX_COLUMNS),
  parts: v.pipe(
    v.array(v.picklist(PARTS, `should be one of ${PARTS.join(", ")}`)),
    v.minLength(1, "should have at least 1 entry"),
    v.check((list) => new Set(list).size === list.length, "should not name the same entry twice"),
  ),
};

/**
 * Declares dates as input: texts in ISO 8601 (`2026`, `2026-11`, `2026-11-24`, `2026-11-24T18:30:00+01:00`) or `Date`s, read in
 * UTC; a time without an offset is UTC. A date that is missing has the mean features of its column in the rows trained on.
 *
 * @param options.parts what is read of each: `year`, `month`, `day`, `weekday`, `hour`; default all of them
 * @throws PolyheadError `config-invalid`
 */
export function dates<const Column extends string>(options: {
  columns: readonly Column[];
  parts?: readonly DatePart[];
}): DatesInput<Column> {
  const input: DatesInput<Column> = { parts: PARTS, ...options, kind: "dates" };
  validate(v.strictObject(datesEntries), input, "dates()", "config-invalid");
  return input;
}

/** How many numbers stand for one date. */
export function featuresOfDate({ parts }: Pick<DatesInput, "parts">): number {
  return parts.reduce((sum, part) => sum + (part === "year" ? 1 : 2), 0);
}
