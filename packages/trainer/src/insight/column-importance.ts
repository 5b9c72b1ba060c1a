// B examples, N columns of an input, F numbers that stand for them
import { dispose, tidy } from "@tensorflow/tfjs-core";
import { inputTensors } from "../fit/batch.ts";
import type { SharingMatrix } from "../model/sharing/report.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import { continuousInputs } from "./continuous-inputs.ts";
import type { ExplainOptions } from "./explain-examples.ts";
import { integratedGradients } from "./integrated-gradients.ts";
import { tokensOf } from "./text-pieces.ts";
import { columnSums, tablesOf, type TableColumns } from "./table-columns.ts";

/**
 * How much each column matters to each task: the mean size of its integrated gradients over the examples, as a share of those of
 * all columns; a text beside them counts for nothing here. What stands for a column's value, such as an embedding, counts together. A
 * matrix for each input with columns.
 */
export async function columnImportance({
  model,
  spec,
  dataset,
  rows,
}: ExplainOptions): Promise<SharingMatrix[]> {
  const tables = tablesOf(spec, model);
  if (tables.length === 0) return [];
  const inputs = inputTensors(spec, dataset, await dataset.read(rows));
  const continuous = continuousInputs(model, inputs);
  const tokens = tokensOf(spec, inputs);
  const byTask: number[][][] = [];
  for (const [index, task] of Object.values(spec.tasks).entries()) {
    const output = continuous.output(index);
    const weights = tidy(() => taskKind(task).score.weights(task, output(continuous.values), tokens));
    const attributions = integratedGradients({ output, inputs: continuous.values, weights });
    const own = continuous.byInput(attributions);
    const sizes = tables.map(async ({ at, features }) =>
      meanSizes(await own[at]!.data<"float32">(), features),
    );
    byTask.push(shares(await Promise.all(sizes)));
    dispose([weights, ...attributions, ...own]);
  }
  continuous.dispose();
  dispose(inputs);
  return tables.map(({ name, columns }, at) => ({
    name,
    quantity: "share of mean |attribution|, 0 to 1",
    rows: columns,
    columns: Object.keys(spec.tasks),
    values: columns.map((_, column) => byTask.map((sizes) => sizes[at]?.[column] ?? 0)),
  }));
}

/** Of each column the mean over examples of the size of its sum. @param attributions `[B, F]`, row by row */
function meanSizes(attributions: Float32Array, features: TableColumns["features"]): number[] {
  const sizes = features.map(() => 0);
  const length = features.reduce((sum, { count }) => sum + count, 0);
  const examples = attributions.length / length;
  for (let example = 0; example < examples; example++) {
    const own = attributions.subarray(example * length, (example + 1) * length);
    for (const [column, sum] of columnSums(own, features).entries())
      sizes[column]! += Math.abs(sum) / examples;
  }
  return sizes;
}

/** Sizes as shares of all of them together; all 0 where they are. */
function shares(sizes: readonly (readonly number[])[]): number[][] {
  const total = sizes.flat().reduce((sum, size) => sum + size, 0);
  return sizes.map((input) => input.map((size) => (total === 0 ? 0 : size / total)));
}
