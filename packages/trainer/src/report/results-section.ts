import { metricLabel, type FittedSpec } from "@polyhead/spec";
import type { Split } from "../fit/epoch-record.ts";
import type { Metrics } from "../fit/evaluate.ts";
import type { RunSummary } from "../fit/run.ts";
import { listMetrics, primaryMetrics, taskKind } from "../tasks/task-kinds.ts";
import { escapeHtml, section } from "./html.ts";

/** In the order in which they are shown. */
export const SPLITS: readonly Split[] = ["train", "validation", "test"];

/** Every task's metrics of the best epoch, by split. */
export function resultsSection(summary: RunSummary): string {
  return section("Results", resultsTable(summary), resultsNote(summary));
}

/** What a task's numbers are in, where they have a unit. */
export function unitOf({ tasks }: FittedSpec, task: string): string | undefined {
  const { [task]: fitted } = tasks;
  return fitted && taskKind(fitted).unit(fitted);
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
  rows.push(
    `<tr><th scope="row">average</th><td>mean of ${escapeHtml(listMetrics(primaryMetrics(spec.tasks)))}</td>${means.join("")}</tr>`,
  );
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
