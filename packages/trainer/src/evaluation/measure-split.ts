import { PolyheadError, type Example, type FittedSpec } from "@polyhead/spec";
import { allPlaces } from "../data/row-set.ts";
import { readDataset, type Dataset, type Examples } from "../fit/dataset.ts";
import { PREDICTION_BATCH } from "../fit/predict-examples.ts";
import type { SplitEvaluation } from "./evaluation.ts";
import type { SplitExamples } from "./split-examples.ts";
import { splitMeasure } from "./split-measure.ts";

/**
 * Predicts one batch, by task: probabilities `[B, C]`, row-major, or values `[B]` in the task's unit.
 *
 * @param batch the same examples twice: checked and encoded, and as they came
 */
export type Predict = (batch: {
  readonly dataset: Dataset;
  readonly encoded: Examples;
  readonly examples: readonly Example[];
}) => Promise<Readonly<Record<string, ArrayLike<number>>>>;

/**
 * Measures predictions on a split, a batch at a time.
 *
 * @param onProgress told how many examples are done
 * @throws PolyheadError `data-invalid` for examples that do not fit the spec, or none
 */
export async function measureSplit(
  spec: FittedSpec,
  { split, read }: SplitExamples,
  predict: Predict,
  onProgress: (done: number) => void = () => undefined,
): Promise<SplitEvaluation> {
  const measure = splitMeasure(spec);
  let done = 0;
  for await (const examples of batches(read())) {
    const dataset = await readDataset(spec, examples, split, undefined, done);
    const encoded = await dataset.read(allPlaces(dataset.count));
    measure.add(await predict({ dataset, encoded, examples }), encoded);
    done += examples.length;
    onProgress(done);
  }
  if (done === 0) throw empty(split);
  return measure.values();
}

function empty(split: string): PolyheadError {
  return new PolyheadError(
    "data-invalid",
    `The ${split} split should have at least one example; it is empty.`,
  );
}

async function* batches(examples: ReturnType<SplitExamples["read"]>): AsyncIterable<readonly Example[]> {
  let batch: Example[] = [];
  for await (const example of examples) {
    batch.push(example);
    if (batch.length < PREDICTION_BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
