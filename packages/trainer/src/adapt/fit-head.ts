import { dispose } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { PolyheadError, type FittedSpec, type FittedTask } from "@polyhead/spec";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RowSet } from "../data/row-set.ts";
import type { Dataset } from "../fit/dataset.ts";
import { predictExamples, PREDICTION_BATCH } from "../fit/predict-examples.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import { dealFolds, type Folds } from "./folds.ts";
import type { FeaturePart } from "./head-features.ts";
import { headObjective, type HeadObjective } from "./head-objective.ts";
import { labelledRows } from "./labelled-rows.ts";
import { readLots, tensorsOf } from "./lot.ts";
import { headPenalty } from "./penalty.ts";
import { solveHead, type SolvedHead } from "./solve-head.ts";

/** What was found for a new head. */
export interface HeadFit {
  readonly task: string;
  /** that have a label */
  readonly examples: number;
  /** of the penalty on the head's weights */
  readonly strength: number;
  /** of cross-validation; 0 where there were too few examples for it */
  readonly folds: number;
  /** of examples predicted by weights that were found without them; absent without folds */
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface HeadsOptions {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly dataset: Dataset;
  /** that may be learned from */
  readonly rows: RowSet;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Finds the weights of a new head on features that stay as they are: the least mean loss plus a penalty on the squares of
 * its kernels, by L-BFGS; the penalty is chosen by cross-validation where there are two examples or more for each of the
 * head's outputs.
 *
 * A linear classifier with such a penalty on frozen features is what Chen, Liu, Kira, Wang, Huang 2019, "A Closer Look at
 * Few-shot Classification", and Tian, Wang, Krishnan, Tenenbaum, Isola 2020, "Rethinking Few-Shot Image Classification",
 * find hard to beat.
 *
 * @throws PolyheadError `data-invalid` where there is nothing to tell apart; `interrupted`
 */
export async function fitHead(
  { model, spec, dataset, rows, seed, signal }: HeadsOptions,
  task: string,
  parts: readonly FeaturePart[],
): Promise<HeadFit> {
  const fitted = spec.tasks[task]!;
  const labelled = await labelledRows(dataset, rows, task);
  const head = model.getLayer(`head_${task}`);
  const outputs = head.getWeights()[1]!.size; // of its biases
  const lots = await readLots({ model, spec, dataset, rows: labelled.rows, task }, head);
  const objective = headObjective(head, fitted, lots);
  const penalty = await headPenalty(lots, parts, outputs);
  const enough = labelled.rows.length >= 2 * outputs;
  const folds = enough ? dealFolds(labelled.labels, hasClasses(fitted), seed) : undefined;
  try {
    const solved = await solveHead(interruptible(objective, signal), penalty, folds);
    const metrics =
      folds &&
      (await crossValidated({ model, spec, dataset }, { task, fitted, labelled, folds, objective, solved }));
    return {
      task,
      examples: labelled.rows.length,
      strength: solved.strength,
      folds: folds?.count ?? 0,
      ...(metrics && { metrics }),
    };
  } finally {
    objective.dispose();
    dispose(lots.flatMap(tensorsOf));
  }
}

/** Whether a label is one of several, of which examples may be right or wrong. */
function hasClasses(task: FittedTask): boolean {
  const kind = taskKind(task);
  return kind.labelWidth(task) === 1 && "right" in kind;
}

function interruptible(objective: HeadObjective, signal: AbortSignal | undefined): HeadObjective {
  return {
    ...objective,
    async evaluate(...given) {
      await nextTurn();
      if (signal?.aborted !== true) return objective.evaluate(...given);
      throw new PolyheadError("interrupted", "Adapting was interrupted; nothing was saved yet.");
    },
  };
}

/** Metrics of all examples, each predicted by the weights found without its fold; the weights end as they were. */
async function crossValidated(
  { model, spec, dataset }: Pick<HeadsOptions, "model" | "spec" | "dataset">,
  parts: {
    readonly task: string;
    readonly fitted: FittedTask;
    readonly labelled: { readonly rows: Uint32Array };
    readonly folds: Folds;
    readonly objective: HeadObjective;
    readonly solved: SolvedHead;
  },
): Promise<Readonly<Record<string, number>>> {
  const { task, fitted, labelled, folds, objective, solved } = parts;
  const metrics = taskKind(fitted).metrics(fitted);
  const found = await objective.parameters();
  for (const [fold, weights] of solved.withoutFold.entries()) {
    objective.assign(weights);
    const held = labelled.rows.filter((_, place) => folds.of[place] === fold);
    for (let start = 0; start < held.length; start += PREDICTION_BATCH) {
      const examples = await dataset.read(held.subarray(start, start + PREDICTION_BATCH));
      const { [task]: predictions = [] } = await predictExamples(model, spec, dataset, examples);
      const { values, starts } = examples.labels[task]!;
      metrics.add(predictions, values, starts);
    }
  }
  objective.assign(found);
  return metrics.values();
}
