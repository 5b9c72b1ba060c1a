import type { FittedSpec } from "@polyhead/spec";
import type { Residuals } from "@polyhead/trainer";
import { style } from "./style.ts";
import { outputWidth, table, textWidth } from "./table.ts";

const NAMES: Readonly<Record<number, string>> = { 0: "lowest", 0.5: "median", 1: "highest" };

/** Longest name where all do not fit. */
const LONGEST_NAME = 18;

/** Quantiles of prediction − label, a row for each regression. */
export function residualsTable(
  spec: FittedSpec,
  split: string,
  tasks: Readonly<Record<string, Residuals>>,
  width: number = outputWidth(),
): string {
  const [first] = Object.values(tasks);
  const shares = (first?.quantiles ?? []).map(({ share }) => NAMES[share] ?? `${Math.round(100 * share)} %`);
  const header = [`prediction − label, ${split}`, ...shares].map((cell) => style("dim", cell));
  const drawn = (written: (task: string) => string): string => {
    const rows = Object.entries(tasks).map(([task, { quantiles }]) => [
      style("bold", written(task)) + unitOf(spec, task),
      ...quantiles.map(({ value }) => String(Number(value.toPrecision(3)))),
    ]);
    return table([header, ...rows], ["left", ...shares.map(() => "right" as const)]);
  };
  const whole = drawn((task) => task);
  return textWidth(whole) <= width ? whole : drawn(shortened);
}

function unitOf({ tasks }: FittedSpec, task: string): string {
  const { [task]: fitted } = tasks;
  return fitted?.kind === "regression" && fitted.unit !== undefined ? ` (${fitted.unit})` : "";
}

function shortened(task: string): string {
  return task.length <= LONGEST_NAME ? task : `${task.slice(0, 10)}…${task.slice(-7)}`;
}
