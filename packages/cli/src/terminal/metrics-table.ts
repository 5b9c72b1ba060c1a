import { metricLabel, type FittedSpec } from "@polyhead/spec";
import { style } from "./style.ts";
import { outputWidth, table, textWidth } from "./table.ts";

/** Metric values by task, then by metric. */
export type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

type MetricColumns = Readonly<Record<string, Metrics>>;
type Averages = Readonly<Record<string, number>> | undefined;

/**
 * One row for each metric of each task, one column for each set of metrics.
 *
 * Where that is too wide for a terminal, each task's name has a line of its own.
 *
 * @param average mean of the tasks' primary metrics by column; a last row where it is given
 * @param width columns that there are
 */
export function metricsTable(
  spec: FittedSpec,
  columns: MetricColumns,
  average?: Averages,
  width: number = outputWidth(),
): string {
  const wide = withColumnOfTasks(spec, columns, average);
  return textWidth(wide) <= width ? wide : withRowsOfTasks(spec, columns, average);
}

/** A column for tasks' names. */
function withColumnOfTasks(spec: FittedSpec, columns: MetricColumns, average: Averages): string {
  const heads = Object.keys(columns);
  const rows = Object.keys(spec.tasks).flatMap((task) => {
    const names = new Set(Object.values(columns).flatMap((metrics) => Object.keys(metrics[task] ?? {})));
    return Array.from(names, (metric, index) => [
      index === 0 ? style("bold", task) : "",
      metricLabel(metric, unitOf(spec, task)),
      ...heads.map((head) => columns[head]?.[task]?.[metric]?.toFixed(3) ?? "–"),
    ]);
  });
  if (average !== undefined) {
    rows.push([style("bold", "average"), "", ...heads.map((head) => average[head]?.toFixed(3) ?? "–")]);
  }
  const header = ["task", "metric", ...heads].map((cell) => style("dim", cell));
  return table([header, ...rows], ["left", "left", ...heads.map(() => "right" as const)]);
}

/** A line for each task's name, above those of its metrics. */
function withRowsOfTasks(spec: FittedSpec, columns: MetricColumns, average: Averages): string {
  const heads = Object.keys(columns);
  const rows = Object.keys(spec.tasks).flatMap((task) => {
    const names = new Set(Object.values(columns).flatMap((metrics) => Object.keys(metrics[task] ?? {})));
    const values = Array.from(names, (metric) => [
      `  ${metricLabel(metric, unitOf(spec, task))}`,
      ...heads.map((head) => columns[head]?.[task]?.[metric]?.toFixed(3) ?? "–"),
    ]);
    return values.length === 0 ? [] : [{ name: task }, ...values];
  });
  const header = ["metric", ...heads].map((cell) => style("dim", cell));
  const means = [style("bold", "average"), ...heads.map((head) => average?.[head]?.toFixed(3) ?? "–")];
  const cells = rows.flatMap((row) => ("name" in row ? [] : [row]));
  const lines = table(
    [header, ...cells, ...(average === undefined ? [] : [means])],
    ["left", ...heads.map(() => "right" as const)],
  )
    .trimEnd()
    .split("\n");
  const [first = "", ...others] = lines;
  const rest = others.values();
  const body = rows.map((row) => ("name" in row ? style("bold", row.name) : (rest.next().value ?? "")));
  return `${[first, ...body, ...rest].join("\n")}\n`;
}

function unitOf({ tasks }: FittedSpec, task: string): string | undefined {
  const { [task]: fitted } = tasks;
  return fitted?.kind === "regression" ? fitted.unit : undefined;
}
