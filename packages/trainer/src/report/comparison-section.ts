import { metricLabel, type FittedSpec } from "@polyhead/spec";
import type { DeltaM, TaskDelta } from "../evaluation/delta-m.ts";
import type { Spread } from "../evaluation/spread.ts";
import { drawGains, type Gain } from "./gain-plot.ts";
import { escapeHtml, grid, section } from "./html.ts";
import { unitOf } from "./results-section.ts";

const NOTE = `Each task's metric on the test split, of this model and of models trained for that task alone with the same data, split,
trunk and budget. A gain above 0 is better, also where a lower metric is. Δm is the mean of the tasks' gains.`;

/** How the model does against single-task models. */
export function comparisonSection(spec: FittedSpec, { tasks, average, seeds }: DeltaM): string {
  const gains = Object.entries(tasks).flatMap(([name, { delta }]): Gain[] =>
    delta ? [{ name, ...delta }] : [],
  );
  const plot = drawGains([...gains, ...(average ? [{ name: "Δm", ...average }] : [])]);
  const table = comparisonTable(spec, tasks, average);
  const over =
    seeds.length > 1
      ? ` ± is the standard deviation over ${seeds.length} seeds of the single-task models.`
      : "";
  return section(
    "Against single-task models",
    `${plot === "" ? "" : grid([plot])}${table}`,
    `${NOTE}${over}`,
  );
}

function comparisonTable(spec: FittedSpec, tasks: DeltaM["tasks"], average: Spread | undefined): string {
  const head = ["task", "metric", "this model", "single-task", "gain"];
  const rows = Object.entries(tasks).map(([task, delta]) => [
    `<th scope="row">${escapeHtml(task)}</th>`,
    `<td>${escapeHtml(metricLabel(delta.metric, unitOf(spec, task)))}</td>`,
    ...figures(delta).map(number),
  ]);
  const last = [`<th scope="row">Δm</th>`, "<td></td>", number(""), number(""), number(percent(average))];
  const lines = [...rows, last].map((cells) => `<tr>${cells.join("")}</tr>`);
  const columns = head.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<div class="scroll"><table><thead><tr>${columns}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

function figures({ multiTask, singleTask, delta }: TaskDelta): string[] {
  return [multiTask.toFixed(4), spreadText(singleTask, (value) => value.toFixed(4)), percent(delta)];
}

function number(text: string): string {
  return `<td class="number">${text}</td>`;
}

function percent(gain: Spread | undefined): string {
  const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
  return gain === undefined ? "–" : `${spreadText(gain, signed)} %`;
}

function spreadText({ mean, std }: Spread, format: (value: number) => string): string {
  return std === undefined ? format(mean) : `${format(mean)} ± ${format(std).replace("+", "")}`;
}
