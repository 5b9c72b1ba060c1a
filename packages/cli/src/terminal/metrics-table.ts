import { metricLabel, type FittedSpec } from "@polyhead/spec";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** Metric values by task, then by metric. */
export type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * One row for each metric of each task, one column for each set of metrics.
 *
 * @param average mean of the tasks' primary metrics by column; a last row where it is given
 */
export function metricsTable(
  spec: FittedSpec,
  columns: Readonly<Record<string, Metrics>>,
  average?: Readonly<Record<string, number>>,
): string {
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

function unitOf({ tasks }: FittedSpec, task: string): string | undefined {
  const { [task]: fitted } = tasks;
  return fitted?.kind === "regression" ? fitted.unit : undefined;
}
