import { isMissing } from "../example.ts";
import type { FittedInput } from "../manifest.ts";
import { badCell, cellsOf } from "./cells.ts";
import { featuresOfDate, type DatePart, type DatesInput } from "./dates.ts";
import type { EncodedValues, InputKind } from "./input-kind.ts";
import { parseDate } from "./parse-date.ts";

/**
 * Dates in the columns' order, or by column name, as `[columns × features]` floats. The features of one that is missing are
 * their means, NaN while no mean is known.
 */
export const datesKind: InputKind<DatesInput, Extract<FittedInput, { kind: "dates" }>> = {
  type: "float32",
  shape: (spec) => [spec.columns.length * featuresOfDate(spec)],
  encode(spec, value, name, target, offset) {
    const { columns, parts, normalizer } = spec;
    const cells = cellsOf(columns, value, name, "dates", true);
    const features = featuresOfDate(spec);
    for (const [index, column] of columns.entries()) {
      const cell: unknown = cells[index];
      const at = index * features;
      if (isMissing(cell)) writeMeans(normalizer.mean, at, features, target, offset + at);
      else writeDate(checked(cell, column, name), parts, target, offset + at);
    }
  },
};

function writeMeans(
  mean: readonly number[],
  from: number,
  count: number,
  target: EncodedValues,
  offset: number,
): void {
  for (let feature = 0; feature < count; feature++)
    target[offset + feature] = mean[from + feature] ?? Number.NaN;
}

// Sine and cosine may differ in their last bit between JavaScript engines; rounded to float32 they do not.
function writeDate(date: Date, parts: readonly DatePart[], target: EncodedValues, offset: number): void {
  let at = offset;
  for (const part of parts) {
    if (part === "year") target[at++] = date.getUTCFullYear();
    else {
      const angle = 2 * Math.PI * turns[part](date);
      target[at++] = Math.sin(angle);
      target[at++] = Math.cos(angle);
    }
  }
}

/** How much of a part's circle a date has gone round, 0 to 1. */
const turns: Readonly<Record<Exclude<DatePart, "year">, (date: Date) => number>> = {
  month: (date) => date.getUTCMonth() / 12,
  day: (date) => (date.getUTCDate() - 1) / 31,
  weekday: (date) => date.getUTCDay() / 7,
  hour: (date) => (date.getUTCHours() * 60 + date.getUTCMinutes()) / 1440,
};

function checked(cell: unknown, column: string, name: string): Date {
  const date = cell instanceof Date ? cell : typeof cell === "string" ? parseDate(cell) : undefined;
  if (date !== undefined && !Number.isNaN(date.getTime())) return date;
  throw badCell(name, "should hold dates as in 2026-11-24 or 2026-11-24T18:30:00Z", column, cell);
}
