import { PolyheadError } from "@polyhead/spec";
import type { ColumnProfile } from "@polyhead/trainer";

const LABEL =
  /^(y|labels?|class|classes|target|targets|outcome|intent|sentiment|species|income|price|salary|churn|diagnosis|quality|rating|tags?)$|[_\s-](label|class|target|outcome)$|^(label|class|target|is|has)[_\s-]/i;

/** Columns at the end that are told from what is before them. */
const MOST_LAST = 3;

/**
 * The columns to predict: those that are named, or else those whose name says so, those of 0 and 1 with gaps, or the last.
 *
 * @throws PolyheadError `usage` for a name that is no column
 */
export function chooseTasks(
  columns: readonly ColumnProfile[],
  named: readonly string[] | undefined,
): readonly ColumnProfile[] {
  if (named !== undefined) return named.map((name) => find(columns, name));
  const bySaying = columns.filter((column) => LABEL.test(column.name) || isPartlyLabelled(column));
  if (bySaying.length > 0) return bySaying;
  const last = columns.at(-1);
  const run = columns.length - columns.findLastIndex((column) => !isAlike(column, last)) - 1;
  return columns.slice(run >= 1 && run <= MOST_LAST && run < columns.length ? -run : -1);
}

function find(columns: readonly ColumnProfile[], name: string): ColumnProfile {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new PolyheadError(
    "usage",
    `--task should name columns of the file (${columns.map((one) => one.name).join(", ")}); received "${name}".`,
    { details: { name } },
  );
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
