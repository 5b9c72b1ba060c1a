import { metricLabel } from "@polyhead/spec";
import type { EpochRecord, Split } from "../fit/epoch-record.ts";
import type { RunSummary } from "../fit/run.ts";
import { listMetrics, primaryMetric, primaryMetrics } from "../tasks/task-kinds.ts";
import { drawCurve, type Curve, type CurvePoint } from "./curve.ts";
import { folded, grid, section } from "./html.ts";
import { SPLITS, unitOf } from "./results-section.ts";

/** Curves over epochs: losses, weights, the learning rate, averages, and each task's metrics. */
export function trainingSections(summary: RunSummary, history: readonly EpochRecord[]): string {
  if (history.length === 0) return "";
  return [
    section("Training", grid(trainingCurves(summary.spec, history).map(drawCurve))),
    section("Metrics by task", metricsByTask(summary, history)),
  ].join("");
}

function trainingCurves({ tasks }: RunSummary["spec"], history: readonly EpochRecord[]): readonly Curve[] {
  const names = Object.keys(tasks);
  const byTask = (of: (record: EpochRecord) => Readonly<Record<string, number>>): CurvePoint[] =>
    names.flatMap((series) =>
      history.map((record) => ({ epoch: record.epoch, series, value: of(record)[series] ?? Number.NaN })),
    );
  const averages = bySplit(history, (record, split) => record.average[split]);
  const gap = history.flatMap(({ epoch, gap: value }) =>
    value === undefined ? [] : [{ epoch, value, series: "gap" }],
  );
  const gains = history.flatMap(({ epoch, deltaM: value }) =>
    value === undefined ? [] : [{ epoch, value, series: "Δm" }],
  );
  return [
    {
      title: "Loss of each task",
      label: "mean loss (nats; regressions: variances)",
      points: byTask((record) => record.losses),
    },
    {
      title: "Weight of each task",
      label: "weight in the objective (no unit)",
      points: byTask((record) => record.weights),
    },
    {
      title: "Learning rate",
      label: "in the epoch's last step (no unit)",
      points: history.map(({ epoch, learningRate: value }) => ({ epoch, value, series: "learning rate" })),
    },
    {
      title: "Average over tasks",
      label: `mean of ${listMetrics(primaryMetrics(tasks))} (1 is perfect)`,
      points: averages,
    },
    ...(gains.length > 0
      ? [{ title: "Δm on validation", label: "gain over single-task models (%)", points: gains }]
      : []),
    ...(gap.length > 0
      ? [{ title: "Generalization gap", label: "train − validation average (0 is none)", points: gap }]
      : []),
  ];
}

/** Each task's primary metric, and the others where they are asked for. */
function metricsByTask(summary: RunSummary, history: readonly EpochRecord[]): string {
  const curves = Object.entries(summary.spec.tasks).flatMap(([task, spec]) =>
    metricCurves(summary, task, history).map((curve) => ({
      plot: drawCurve(curve),
      first: curve.metric === primaryMetric(spec),
    })),
  );
  const [first, others] = [true, false].map((is) =>
    curves.filter(({ plot, first }) => plot !== "" && first === is).map(({ plot }) => plot),
  );
  const more = others?.length ?? 0;
  const rest =
    more === 0 ? "" : folded(more === 1 ? "1 more metric" : `${more} more metrics`, grid(others ?? []));
  return first?.length ? grid(first) + rest : rest;
}

interface MetricCurve extends Curve {
  readonly metric: string;
}

function metricCurves(
  { spec }: RunSummary,
  task: string,
  history: readonly EpochRecord[],
): readonly MetricCurve[] {
  const names = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics.train?.[task] ?? {})))];
  const primary = spec.tasks[task] && primaryMetric(spec.tasks[task]);
  return names.map((metric) => ({
    metric,
    title: `${task}: ${metricLabel(metric)}`,
    label:
      metric === primary ? `${metricLabel(metric)} (1 is perfect)` : metricLabel(metric, unitOf(spec, task)),
    points: bySplit(history, (record, split) => record.metrics[split]?.[task]?.[metric]),
  }));
}

function bySplit(
  history: readonly EpochRecord[],
  of: (record: EpochRecord, split: Split) => number | undefined,
): CurvePoint[] {
  return SPLITS.flatMap((series) =>
    history.flatMap((record) => {
      const value = of(record, series);
      return value === undefined ? [] : [{ epoch: record.epoch, series, value }];
    }),
  );
}
