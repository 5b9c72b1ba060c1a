import {
  PolyheadError,
  type FittedInput,
  type FittedSpec,
  type FittedTask,
  type ModelShape,
} from "@polyhead/spec";
import { ascending, type RowSet } from "../data/row-set.ts";
import { countLabelled } from "../tasks/labels.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Dataset } from "./dataset.ts";

/** Examples that are looked at at a time. */
const LOT = 1000;

/** What there is to know of the rows trained on before training. */
export interface Fitted {
  readonly spec: FittedSpec;
  /** how many of them have a label, by task */
  readonly labelled: Readonly<Record<string, number>>;
}

/**
 * Learns from the rows trained on, and no others, what encoders and heads need: means and standard deviations.
 *
 * @throws PolyheadError `data-invalid` for a task without any label
 */
export async function fitSpec(
  name: string,
  shape: ModelShape,
  training: Dataset,
  rows: RowSet,
): Promise<Fitted> {
  const inputs = Object.entries(shape.inputs).map(
    ([input, spec]) => [input, training.columns[input]!.fit(spec)] as const,
  );
  const tasks = Object.entries(shape.tasks).map(([task, spec]) => [task, taskKind(spec).fit(spec)] as const);
  const labelled = Object.fromEntries(tasks.map(([task]) => [task, 0]));
  for (const lot of ascending(rows, LOT)) {
    const examples = await training.read(lot);
    for (const [input, fit] of inputs) fit.add(examples.inputs[input]!);
    for (const [task, fit] of tasks) {
      fit.add(examples.labels[task]!);
      labelled[task]! += countLabelled(examples.labels[task]!);
    }
  }
  checkLabelled(rows.count, labelled);
  const spec = {
    name,
    inputs: Object.fromEntries(inputs.map(([input, fit]): [string, FittedInput] => [input, fit.finish()])),
    tasks: Object.fromEntries(tasks.map(([task, fit]): [string, FittedTask] => [task, fit.finish()])),
  };
  return { spec, labelled };
}

/** @throws PolyheadError `data-invalid` for a task that has no label at all */
function checkLabelled(examples: number, labelled: Readonly<Record<string, number>>): void {
  const task = Object.keys(labelled).find((name) => labelled[name] === 0);
  if (task === undefined) return;
  throw new PolyheadError(
    "data-invalid",
    `Task "${task}" should have a label in some of the ${examples} examples that are trained on; it has none. Check its name against the data, or leave the task out.`,
    { details: { task, examples } },
  );
}
