import type { EpochRecord, Split } from "../fit/epoch-record.ts";
import type { Metrics } from "../fit/evaluate.ts";
import type { RunSummary } from "../fit/run.ts";
import { metricLabel, type FittedSpec } from "@polyhead/spec";
import { drawCurve, type Curve, type CurvePoint } from "./curve.ts";
import { escapeHtml } from "./escape-html.ts";
import { reportStyle } from "./style.ts";

const SPLITS: readonly Split[] = ["train", "validation", "test"];

/** One self-contained HTML page about a run: what it measured, curves of losses, weights and metrics, how it was made. */
export function renderReport(summary: RunSummary, history: readonly EpochRecord[]): string {
  const title = escapeHtml(`${summary.name}: training report`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(summary.name)}</h1>
<p>${escapeHtml(lead(summary))}</p>
</header>
<main>
<section><h2>Results</h2>${resultsTable(summary)}<p class="note">${resultsNote(summary)}</p></section>
${history.length === 0 ? "" : curves(summary, history)}
<section><h2>Run</h2>${facts(summary, history)}</section>
</main>
</body>
</html>
`;
}

function lead({ spec, bestEpoch, epochs, interrupted }: RunSummary): string {
  const inputs = Object.keys(spec.inputs).join(" and ");
  const tasks = Object.keys(spec.tasks).join(", ");
  const state = interrupted ? `Interrupted after ${epochs} whole epochs; best` : "Best";
  return `Predicts ${tasks} from ${inputs}. ${bestEpoch === 0 ? "Interrupted in its first epoch." : `${state} epoch: ${bestEpoch} of ${epochs}.`}`;
}

function resultsTable({ average, metrics, spec }: RunSummary): string {
  const splits = SPLITS.filter((split) => metrics[split] !== undefined);
  const rows = Object.entries(spec.tasks).flatMap(([task, { kind }]) => {
    const names = [...new Set(splits.flatMap((split) => Object.keys(metrics[split]?.[task] ?? {})))];
    return names.map((metric, index) => {
      const head =
        index === 0
          ? `<th scope="rowgroup" rowspan="${names.length}">${escapeHtml(task)}<small>${kind}</small></th>`
          : "";
      const label = escapeHtml(metricLabel(metric, unitOf(spec, task)));
      return `<tr>${head}<td>${label}</td>${splits.map((split) => cell(metrics[split], task, metric)).join("")}</tr>`;
    });
  });
  const means = splits.map((split) => `<td class="number">${average[split]?.toFixed(4) ?? "–"}</td>`);
  rows.push(`<tr><th scope="row">average</th><td>mean of accuracy and R²</td>${means.join("")}</tr>`);
  const columns = splits.map((split) => `<th scope="col">${split}</th>`).join("");
  return `<div class="scroll"><table><thead><tr><th scope="col">task</th><th scope="col">metric</th>${columns}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function cell(metrics: Metrics | undefined, task: string, metric: string): string {
  const value = metrics?.[task]?.[metric];
  return `<td class="number">${value === undefined ? "–" : value.toFixed(4)}</td>`;
}

function resultsNote({ metrics }: RunSummary): string {
  const chosen =
    metrics["validation"] === undefined
      ? "The last epoch counts as best: nothing was held out."
      : "The best epoch was chosen on validation alone.";
  return `${chosen} Train is measured on a sample of the training split. All figures are of the best epoch's weights.`;
}

function curves(summary: RunSummary, history: readonly EpochRecord[]): string {
  const tasks = Object.keys(summary.spec.tasks);
  const perTask = tasks.flatMap((task) => metricCurves(summary, task, history));
  return `<section><h2>Training</h2>${grid(trainingCurves(tasks, history))}</section>
<section><h2>Metrics by task</h2>${grid(perTask)}</section>`;
}

function grid(curves: readonly Curve[]): string {
  return `<div class="grid">${curves.map(drawCurve).join("")}</div>`;
}

function trainingCurves(tasks: readonly string[], history: readonly EpochRecord[]): readonly Curve[] {
  const byTask = (of: (record: EpochRecord) => Readonly<Record<string, number>>): CurvePoint[] =>
    tasks.flatMap((series) =>
      history.map((record) => ({ epoch: record.epoch, series, value: of(record)[series] ?? Number.NaN })),
    );
  const averages = bySplit(history, (record, split) => record.average[split]);
  const gap = history.flatMap(({ epoch, gap: value }) =>
    value === undefined ? [] : [{ epoch, value, series: "gap" }],
  );
  return [
    {
      title: "Loss of each task",
      label: "mean loss (unweighted)",
      points: byTask((record) => record.losses),
    },
    {
      title: "Weight of each task",
      label: "weight in the objective",
      points: byTask((record) => record.weights),
    },
    { title: "Average over tasks", label: "mean of accuracy and R²", points: averages },
    ...(gap.length > 0
      ? [{ title: "Generalization gap", label: "train − validation average", points: gap }]
      : []),
  ];
}

function metricCurves({ spec }: RunSummary, task: string, history: readonly EpochRecord[]): readonly Curve[] {
  const names = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics.train?.[task] ?? {})))];
  return names.map((metric) => ({
    title: `${task}: ${metricLabel(metric)}`,
    label: metricLabel(metric, unitOf(spec, task)),
    points: bySplit(history, (record, split) => record.metrics[split]?.[task]?.[metric]),
  }));
}

function unitOf({ tasks }: FittedSpec, task: string): string | undefined {
  const { [task]: fitted } = tasks;
  return fitted?.kind === "regression" ? fitted.unit : undefined;
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

function facts({ engine, parameters, examples, spec }: RunSummary, history: readonly EpochRecord[]): string {
  const seconds = history.reduce((sum, record) => sum + record.seconds, 0);
  const speed =
    history.reduce((sum, record) => sum + record.examplesPerSecond, 0) / Math.max(1, history.length);
  const rows: [string, string][] = [
    ["Engine", engine],
    ["Parameters", parameters.toLocaleString("en")],
    [
      "Examples",
      Object.entries(examples)
        .map(([split, count]) => `${count.toLocaleString("en")} ${split}`)
        .join(", "),
    ],
    [
      "Inputs",
      Object.entries(spec.inputs)
        .map(
          ([name, input]) =>
            `${name} (${input.kind === "image" ? `${input.width}×${input.height}×${input.channels}` : `${input.columns.length} numbers`})`,
        )
        .join(", "),
    ],
    ["Training time", `${seconds.toFixed(1)} s, ${Math.round(speed).toLocaleString("en")} examples/s`],
  ];
  return `<dl>${rows.map(([term, value]) => `<dt>${term}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>`;
}
