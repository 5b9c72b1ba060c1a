import { metricLabel, type FittedSpec } from "@polyhead/spec";
import type { Split } from "../fit/epoch-record.ts";
import type { RunSummary } from "../fit/run.ts";
import { listMetrics, primaryMetrics, taskKind } from "../tasks/task-kinds.ts";
import { escapeHtml, section } from "./html.ts";

/** In the order in which they are shown. */
export const SPLITS: readonly Split[] = ["train", "validation", "test"];

/** Kinds of tasks that are not called what people call them. */
const KINDS: Readonly<Record<string, string>> = { multiLabel: "multi-label" };

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
  const against = heldOutSplit(metrics);
  const columns = [...splits, ...(against ? [`train − ${against}`] : [])];
  const rows = Object.entries(spec.tasks).flatMap(([task, { kind }]) => {
    const names = [...new Set(splits.flatMap((split) => Object.keys(metrics[split]?.[task] ?? {})))];
    const head = `<tr><th scope="rowgroup" colspan="${columns.length + 1}">${escapeHtml(task)}<small>${KINDS[kind] ?? kind}</small></th></tr>`;
    const lines = names.map((metric) => {
      const label = escapeHtml(metricLabel(metric, unitOf(spec, task)));
      const values = splits.map((split) => metrics[split]?.[task]?.[metric]);
      const gap =
        against && difference(metrics["train"]?.[task]?.[metric], metrics[against]?.[task]?.[metric]);
      const cells = [...values, ...(against ? [gap] : [])].map(number).join("");
      return `<tr><td>${label}</td>${cells}</tr>`;
    });
    return [head, ...lines];
  });
  const means = splits.map((split) => number(average[split]));
  const gap = against && number(difference(average["train"], average[against]));
  rows.push(
    `<tr><th scope="rowgroup" colspan="${columns.length + 1}">average<small>mean of ${escapeHtml(listMetrics(primaryMetrics(spec.tasks)))}</small></th></tr>`,
    `<tr><td>average</td>${means.join("")}${gap ?? ""}</tr>`,
  );
  const head = columns.map((name) => `<th scope="col" class="number">${name}</th>`).join("");
  return `<div class="scroll"><table class="results"><thead><tr><th scope="col">metric</th>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function number(value: number | undefined): string {
  return `<td class="number">${value === undefined ? "–" : fixed(value)}</td>`;
}

/** With 4 decimals, large numbers with fewer; what they make 0 has no sign. */
function fixed(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 1 : Math.abs(value) >= 100 ? 2 : 4;
  const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

function howChosen({ metrics, adapted, examples }: RunSummary): string {
  if (adapted?.trunkRate === 0) {
    const validation =
      examples["validation"] === 0 ? "; their validation is cross-validation, where there is any" : "";
    return `Figures of ${adapted.tasks.join(", ")} were measured on this run's data${validation}; the other tasks' are those of ${adapted.run}.`;
  }
  return metrics["validation"] === undefined
    ? "The last epoch counts as best: nothing was held out."
    : "The best epoch was chosen on validation alone.";
}

/** The split that generalization is measured on, if there is one. */
function heldOutSplit(metrics: RunSummary["metrics"]): Split | undefined {
  return metrics["train"] && (["test", "validation"] as const).find((split) => metrics[split] !== undefined);
}

function difference(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one - other;
}

function resultsNote(summary: RunSummary): string {
  const { metrics } = summary;
  const chosen = howChosen(summary);
  const against = heldOutSplit(metrics);
  const gap = against ? ` Train less ${against} is the generalization gap: how much is memorized.` : "";
  return `${chosen} Train is measured on a sample of the training split.${gap} All figures are of the best epoch's weights.`;
}
