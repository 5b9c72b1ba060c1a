import { PolyheadError } from "@polyhead/spec";
import type { ColumnProfile } from "@polyhead/trainer";
import { inputRole } from "./input-role.ts";
import { taskFault } from "./task-role.ts";

const LABEL =
  /^(y|labels?|class|classes|target|targets|outcome|intent|sentiment|species|income|price|salary|churn|diagnosis|quality|rating|tags?)$|[_\s-](label|class|target|outcome)$|^(label|class|target|is|has)[_\s-]/i;

/** Columns at the end that are told from what is before them. */
const MOST_LAST = 3;

/**
 * The columns to predict: those that are named, or else those whose name says so, those of 0 and 1 with gaps, or the last.
 *
 * @throws PolyheadError `usage` for a name that is no column, or where no column is left to predict or to predict from
 */
export function chooseTasks(
  columns: readonly ColumnProfile[],
  named: readonly string[] | undefined,
): readonly ColumnProfile[] {
  if (named !== undefined) return named.map((name) => find(columns, name));
  const possible = columns.filter((column) => taskFault(column) === undefined);
  const bySaying = possible.filter((column) => LABEL.test(column.name) || isPartlyLabelled(column));
  if (bySaying.length > 0 && bySaying.length < columns.length) return bySaying;
  const labels = possible.filter((column) => inputRole(column).kind !== "none");
  if (labels.length === 0) throw noLabels(columns);
  const last = labels.at(-1);
  const run = labels.length - labels.findLastIndex((column) => !isAlike(column, last)) - 1;
  return labels.slice(run >= 1 && run <= MOST_LAST && run < labels.length ? -run : -1);
}

function find(columns: readonly ColumnProfile[], name: string): ColumnProfile {
  const column = columns.find((one) => one.name === name);
  if (column === undefined)
    throw new PolyheadError(
      "usage",
      `--task should name columns of the file (${namesOf(columns)}); received "${name}".`,
      { details: { name } },
    );
  const fault = taskFault(column);
  if (fault !== undefined)
    throw new PolyheadError("usage", `--task should name columns with labels; ${fault}.`, {
      details: { name },
    });
  return column;
}

function noLabels(columns: readonly ColumnProfile[]): PolyheadError {
  const faults = columns.slice(0, LISTED).map((column) => taskFault(column) ?? `"${column.name}" names rows`);
  const more = columns.length > LISTED ? `, and ${columns.length - LISTED} more` : "";
  return new PolyheadError(
    "usage",
    `A file of rows should have a column to predict, of numbers or of texts that come again; ${faults.join(", ")}${more}.`,
  );
}

const LISTED = 12;

function namesOf(columns: readonly ColumnProfile[]): string {
  const names = columns.slice(0, LISTED).map(({ name }) => name);
  return columns.length > LISTED
    ? `${names.join(", ")} and ${columns.length - LISTED} more`
    : names.join(", ");
}

function isPartlyLabelled({ distinct, missing, values, numbers }: ColumnProfile): boolean {
  return (
    numbers !== undefined &&
    distinct === 2 &&
    missing > 0 &&
    values.every(({ value }) => /^[01]$/.test(value))
  );
}

/** Measured numbers of many values, as the results of an experiment are; of others only the very last is taken. */
function isAlike({ numbers, distinct = Infinity }: ColumnProfile, last: ColumnProfile | undefined): boolean {
  const measured = numbers?.whole === false && distinct > 20;
  return measured && last?.numbers?.whole === false && (last.distinct ?? Infinity) > 20;
}
