import type { FittedSpec } from "@polyhead/spec";
import type { Evaluation, SplitEvaluation } from "@polyhead/trainer";
import { confusionTable } from "./confusion-table.ts";
import { deltaTable } from "./delta-table.ts";
import { metricsTable, type Metrics } from "./metrics-table.ts";
import { residualsTable } from "./residuals-table.ts";
import { style } from "./style.ts";

/** Most classes whose confusion is shown in a terminal. */
const SHOWN_CLASSES = 12;

/** An evaluation for people: metrics by split, then what the most telling split says of each task, then Δm. */
export function evaluationSummary(spec: FittedSpec, { splits, gap, deltaM }: Evaluation): string {
  const measured = Object.entries(splits);
  const { test, validation, train } = splits;
  const averages = Object.fromEntries(
    measured.flatMap(([split, { average }]) => (average === undefined ? [] : [[split, average] as const])),
  );
  const columns = Object.fromEntries(measured.map(([split, each]) => [split, figuresOf(each)]));
  const split = test === undefined ? (validation === undefined ? "train" : "validation") : "test";
  return [
    metricsTable(spec, columns, averages) +
      (gap === undefined ? "" : style("dim", `gap ${gap.toFixed(3)}: average on train − average on test\n`)),
    ...allRightLine(measured),
    ...taskTables(spec, split, test ?? validation ?? train),
    ...(deltaM === undefined ? [] : [deltaTable(deltaM)]),
  ].join("\n");
}

function allRightLine(measured: readonly (readonly [string, SplitEvaluation])[]): readonly string[] {
  const shares = measured.flatMap(([split, { allRight }]) =>
    allRight === undefined ? [] : [`${split} ${allRight.toFixed(3)}`],
  );
  return shares.length === 0 ? [] : [`all tasks right: ${shares.join(", ")}\n`];
}

/** Metrics, and the calibration error beside them. */
function figuresOf({ tasks }: SplitEvaluation): Metrics {
  return Object.fromEntries(
    Object.entries(tasks).map(([task, { metrics, calibration }]) => [
      task,
      calibration === undefined ? metrics : { ...metrics, ece: calibration.ece },
    ]),
  );
}

function taskTables(
  spec: FittedSpec,
  split: string,
  evaluated: SplitEvaluation | undefined,
): readonly string[] {
  const tasks = Object.entries(evaluated?.tasks ?? {});
  const residuals = tasks.flatMap(([task, each]) =>
    each.residuals ? [[task, each.residuals] as const] : [],
  );
  const confusions = tasks.flatMap(([task, { confusion }]) =>
    confusion === undefined || confusion.classes.length > SHOWN_CLASSES
      ? []
      : [confusionTable(`${task}, ${split}: label ↓ predicted →`, confusion)],
  );
  return [
    ...(residuals.length === 0 ? [] : [residualsTable(spec, split, Object.fromEntries(residuals))]),
    ...confusions,
  ];
}
