import type { EpochRecord } from "../fit/epoch-record.ts";
import type { RunSummary } from "../fit/run.ts";
import type { TaskRelations } from "../insight/task-relations.ts";
import { drawCurve, type CurvePoint } from "./curve.ts";
import { drawHeatMap } from "./heat-map.ts";
import { grid, section } from "./html.ts";

/** More pairs are too many lines to tell apart. */
const MOST_PAIRS = 6;

const NOTE = `Of the variables that tasks share, on one batch after each epoch. A cosine of 1 means that two tasks' gradients agree,
0 that they have nothing to do with one another, below 0 that they conflict. Affinity (TAG, Fifty 2021) is the share of the
column's loss that a step along the row's gradient takes away: below 0 the step does harm.`;

type Matrix = readonly (readonly (number | null)[])[];

/** How tasks pull at what they share: gradient cosines and affinity. */
export function relationsSection({ spec }: RunSummary, history: readonly EpochRecord[]): string {
  const tasks = Object.keys(spec.tasks);
  const measured = history.flatMap(({ epoch, relations }) => (relations ? [{ epoch, relations }] : []));
  if (measured.length === 0) return "";
  const cosines = meanOf(measured.map(({ relations }) => relations.cosines));
  const affinity = meanOf(measured.map(({ relations }) => relations.affinity));
  const square = { rows: tasks, columns: tasks };
  return section(
    "How tasks relate",
    grid([
      drawHeatMap({
        ...square,
        title: "Gradient cosine, mean over epochs",
        quantity: "cosine, −1 to 1",
        values: cosines,
        full: 1,
      }),
      drawHeatMap({
        ...square,
        title: "Task affinity, mean over epochs",
        quantity: "share of the loss taken away by a step",
        axes: { row: "step of", column: "loss of" },
        values: affinity,
        full: largestApart(affinity),
      }),
      drawCurve({
        title: "Gradient cosine over epochs",
        label:
          tasks.length * (tasks.length - 1) <= 2 * MOST_PAIRS
            ? "cosine, −1 to 1"
            : "mean cosine with the others, −1 to 1",
        points: measured.flatMap(({ epoch, relations }) => cosinePoints(tasks, epoch, relations)),
      }),
    ]),
    NOTE,
  );
}

/** The cosine of each pair of tasks, or, where there are many, the mean of those of each task with the others. */
function cosinePoints(tasks: readonly string[], epoch: number, { cosines }: TaskRelations): CurvePoint[] {
  const others = (at: number): number[] => tasks.flatMap((_, other) => (other === at ? [] : [other]));
  if (tasks.length * (tasks.length - 1) > 2 * MOST_PAIRS)
    return tasks.map((series, at) => ({
      epoch,
      series,
      value: mean(others(at).map((other) => cosines[at]?.[other] ?? null)) ?? Number.NaN,
    }));
  return tasks.flatMap((series, at) =>
    others(at).flatMap((other) => {
      const value = cosines[at]?.[other] ?? Number.NaN;
      return other < at ? [] : [{ epoch, series: `${series}, ${tasks[other] ?? ""}`, value }];
    }),
  );
}

/** The largest size apart from the diagonal, which is a task's effect on itself. */
function largestApart(matrix: Matrix): number {
  const sizes = matrix.flatMap((row, at) =>
    row.flatMap((value, to) => (at === to || value === null ? [] : [Math.abs(value)])),
  );
  return Math.max(0, ...sizes);
}

function meanOf(matrices: readonly Matrix[]): Matrix {
  const [first = []] = matrices;
  return first.map((row, at) => row.map((_, to) => mean(matrices.map((matrix) => matrix[at]?.[to] ?? null))));
}

/** Of those that are there. */
function mean(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
