import { metricLabel } from "@polyhead/spec";
import type { DeltaM, Spread } from "@polyhead/trainer";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** Each task's metric on test beside that of its single-task models, and the gain in percent; last, Δm. */
export function deltaTable({ tasks, average, seeds }: DeltaM): string {
  const header = ["test", "metric", "multi-task", "single-task", "Δ"].map((cell) => style("dim", cell));
  const rows = Object.entries(tasks).map(([task, { metric, multiTask, singleTask, delta }]) => [
    style("bold", task),
    metricLabel(metric),
    multiTask.toFixed(3),
    spread(singleTask, (value) => value.toFixed(3)),
    percent(delta),
  ]);
  const last = [style("bold", "Δm"), "", "", "", style("bold", percent(average))];
  const note = seeds.length > 1 ? style("dim", `± over single-task seeds ${seeds.join(", ")}\n`) : "";
  return `${table([header, ...rows, last], ["left", "left", "right", "right", "right"])}${note}`;
}

function percent(value: Spread | undefined): string {
  if (value === undefined) return "–";
  return `${spread(value, (number) => `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(1)}`)} %`;
}

function spread({ mean, std }: Spread, format: (value: number) => string): string {
  return std === undefined ? format(mean) : `${format(mean)} ± ${format(std).replace("+", "")}`;
}
