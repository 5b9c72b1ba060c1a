// B examples, N columns of an input
import { abs, dispose, mean, tidy } from "@tensorflow/tfjs-core";
import { inputTensors } from "../fit/batch.ts";
import type { SharingMatrix } from "../model/sharing/report.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import type { ExplainOptions } from "./explain-examples.ts";
import { outputOf } from "./graph-values.ts";
import { integratedGradients } from "./integrated-gradients.ts";

/**
 * How much each column of numbers matters to each task: the mean size of its integrated gradients over the examples, as a share
 * of those of all columns. A matrix for each numeric input.
 */
export async function columnImportance({
  model,
  spec,
  dataset,
  rows,
}: ExplainOptions): Promise<SharingMatrix[]> {
  const numeric = Object.entries(spec.inputs).flatMap(([name, input], at) =>
    input.kind === "numeric" ? [{ name, at, columns: input.columns }] : [],
  );
  if (numeric.length === 0) return [];
  const inputs = inputTensors(spec, dataset, await dataset.read(rows));
  const byTask: number[][][] = [];
  for (const [index, task] of Object.values(spec.tasks).entries()) {
    const output = outputOf(model, index);
    const weights = tidy(() => taskKind(task).score.weights(task, output(inputs)));
    const attributions = integratedGradients({ output, inputs, weights });
    const means = tidy(() => numeric.map(({ at }) => mean(abs(attributions[at]!), 0))); // [N] each
    byTask.push(shares(await Promise.all(means.map(async (tensor) => [...(await tensor.data())]))));
    dispose([weights, ...attributions, ...means]);
  }
  dispose(inputs);
  return numeric.map(({ name, columns }, at) => ({
    name,
    quantity: "share of mean |attribution|",
    rows: columns,
    columns: Object.keys(spec.tasks),
    values: columns.map((_, column) => byTask.map((sizes) => sizes[at]?.[column] ?? 0)),
  }));
}

/** Sizes as shares of all of them together; all 0 where they are. */
function shares(sizes: readonly (readonly number[])[]): number[][] {
  const total = sizes.flat().reduce((sum, size) => sum + size, 0);
  return sizes.map((input) => input.map((size) => (total === 0 ? 0 : size / total)));
}
