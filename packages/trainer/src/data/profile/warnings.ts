import type { ModelShape } from "@polyhead/spec";
import type { ColumnProfile } from "./column-profile.ts";
import type { DataProfile } from "./profile-data.ts";

type Splits = DataProfile["splits"];

/** A class that is rarer than this is told of. */
const RARE = 0.01;

/** Classes that are told of one by one; more are counted. */
const MOST_CLASSES = 5;

/** What people should look at before they train on such data. */
export function warningsOf(shape: ModelShape, splits: Splits, leaks: number | undefined): readonly string[] {
  return [
    ...repeatedRows(splits, leaks),
    ...Object.entries(shape.tasks).flatMap(([name, task]) => {
      const classes = "classes" in task ? task.classes : [];
      return taskWarnings(name, classes, splits);
    }),
    ...Object.values(splits.train.inputs).flat().flatMap(columnWarnings),
    ...sharedColumns(shape),
  ];
}

function repeatedRows({ train, test }: Splits, leaks = 0): readonly string[] {
  const warnings: string[] = [];
  if (test !== undefined && leaks > 0)
    warnings.push(
      `${counted(leaks, test.examples)} of the test split have inputs that are in the training split too: test figures flatter the model`,
    );
  if (train.repeated > 0)
    warnings.push(
      `${counted(train.repeated, train.examples)} of the training split repeat the inputs of another`,
    );
  return warnings;
}

function taskWarnings(name: string, classes: readonly string[], { train, test }: Splits): readonly string[] {
  const warnings: string[] = [];
  for (const [split, profile] of [
    ["training", train],
    ["test", test],
  ] as const) {
    const labels = profile?.tasks[name];
    if (labels !== undefined && labels.missing === labels.count)
      warnings.push(`task "${name}" has no label in the ${split} split`);
  }
  const labels = train.tasks[name];
  if (labels === undefined || labels.missing === labels.count) return warnings;
  const counts = new Map(labels.values.map(({ value, count }) => [value, count]));
  const there = labels.count - labels.missing;
  const countOf = (value: string): number => counts.get(value) ?? 0;
  const allKnown = labels.distinct === labels.values.length;
  const unmet = allKnown ? classes.filter((value) => countOf(value) === 0) : [];
  const rare = classes.filter((value) => countOf(value) > 0 && countOf(value) < RARE * there);
  if (unmet.length > MOST_CLASSES)
    warnings.push(
      `task "${name}": ${unmet.length} of ${classes.length} classes are never met in the training split`,
    );
  else
    for (const value of unmet)
      warnings.push(`task "${name}": class "${value}" is never met in the training split`);
  if (rare.length > MOST_CLASSES)
    warnings.push(
      `task "${name}": ${rare.length} of ${classes.length} classes are rare, below ${100 * RARE} % of the labels each`,
    );
  else
    for (const value of rare)
      warnings.push(`task "${name}": class "${value}" is rare, ${counted(countOf(value), there)} labels`);
  return warnings;
}

function columnWarnings({ name, distinct, count, missing }: ColumnProfile): readonly string[] {
  if (missing === count) return [`column "${name}" has no value in the training split`];
  return distinct === 1 && missing === 0 ? [`column "${name}" has the same value in all rows`] : [];
}

function sharedColumns({ inputs, tasks }: ModelShape): readonly string[] {
  const columns = Object.values(inputs).flatMap((spec): readonly string[] =>
    "columns" in spec ? spec.columns : [],
  );
  return columns
    .filter((column) => Object.hasOwn(tasks, column))
    .map(
      (column) => `column "${column}" is an input and the label of task "${column}": the model can copy it`,
    );
}

function counted(count: number, of: number): string {
  const share = (100 * count) / of;
  return `${count.toLocaleString("en")} of ${of.toLocaleString("en")} (${share >= 99.5 ? share.toFixed(0) : share.toPrecision(2)} %)`;
}
