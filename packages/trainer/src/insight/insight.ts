import { dispose } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { rowsFrom, shuffled } from "../data/row-set.ts";
import { inputTensors } from "../fit/batch.ts";
import type { Dataset } from "../fit/dataset.ts";
import type { EpochRecord, Split } from "../fit/epoch-record.ts";
import type { TrainingRows } from "../fit/hold-out.ts";
import type { SharingMatrix, SharingReport } from "../model/sharing/report.ts";
import type { BuiltSharing } from "../model/sharing/sharing.ts";
import { columnImportance } from "./column-importance.ts";
import { explainExamples, type ExplainedExample } from "./explain-examples.ts";

/** What `insight.json` in a run's directory says. */
export interface Insight {
  /** in order: losses and weights, the learning rate, and how tasks related after each epoch */
  readonly epochs: readonly Pick<
    EpochRecord,
    "epoch" | "learningRate" | "losses" | "weights" | "relations"
  >[];
  /** that the examples are of: validation, where anything was held out */
  readonly split: Split;
  /** who shares what, with the best epoch's weights; numbers that depend on examples are means over 128 at most */
  readonly sharing: SharingReport;
  /** how much each column of each input that has any matters to each task */
  readonly importance: readonly SharingMatrix[];
  /** what tasks look at in some pictures and texts; empty for models that read neither */
  readonly examples: readonly ExplainedExample[];
}

/** Examples that sharing and importance are averaged over, at most. */
const AVERAGED = 128;

/** Examples that are explained. */
const EXPLAINED = 4;

export interface InsightOptions {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly sharing: BuiltSharing;
  readonly training: Dataset;
  readonly rows: TrainingRows;
  readonly seed: number;
}

/** Looks into a trained model with examples of the validation split, or, where nothing was held out, of those trained on. */
export async function gatherInsight(
  { model, spec, sharing, training: dataset, rows, seed }: InsightOptions,
  history: readonly EpochRecord[],
): Promise<Insight> {
  const split = rows.validation.count > 0 ? "validation" : "train";
  const order = shuffled(split === "validation" ? rows.validation : rows.sample, seed, "insight");
  const averaged = { model, spec, dataset, rows: rowsFrom(order, 0, AVERAGED) };
  const inputs = inputTensors(spec, dataset, await dataset.read(averaged.rows));
  const report = await sharing.inspect(model, Object.keys(spec.tasks), inputs);
  dispose(inputs);
  const isShown = Object.values(spec.inputs).some(({ kind }) => kind === "image" || kind === "text");
  return {
    epochs: history.map(({ epoch, learningRate, losses, weights, relations }) => ({
      epoch,
      learningRate,
      losses,
      weights,
      ...(relations && { relations }),
    })),
    split,
    sharing: report,
    importance: await columnImportance(averaged),
    examples: isShown
      ? await explainExamples({
          ...averaged,
          rows: rowsFrom(order, 0, EXPLAINED),
          reference: averaged.rows,
        })
      : [],
  };
}
