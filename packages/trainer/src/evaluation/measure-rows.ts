import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import type { RowSet } from "../data/row-set.ts";
import type { Dataset } from "../fit/dataset.ts";
import { predictBatches } from "../fit/predict-examples.ts";
import type { SplitEvaluation } from "./evaluation.ts";
import { splitMeasure } from "./split-measure.ts";

/** Measures a model on some rows of a split, all by default. */
export async function measureRows(
  model: LayersModel,
  spec: FittedSpec,
  dataset: Dataset,
  rows?: RowSet,
): Promise<SplitEvaluation> {
  const measure = splitMeasure(spec);
  for await (const { examples, predictions } of predictBatches(model, spec, dataset, rows))
    measure.add(predictions, examples);
  return measure.values();
}
