import type { SkippedRows } from "../data/source.ts";
import type { BackendChoice } from "../engine/choose-backend.ts";
import type { HeadFit } from "../adapt/fit-head.ts";
import type { EpochRecord } from "./epoch-record.ts";
import type { LabelCounts } from "./label-counts.ts";
import type { RunSummary } from "./run.ts";
import type { StepMeans } from "./step-means.ts";

/** What a run tells while it goes, in order. */
export type TrainingEvent =
  | { readonly type: "engine"; readonly choice: BackendChoice }
  | { readonly type: "reading"; readonly source: string }
  | { readonly type: "skipped"; readonly rows: SkippedRows }
  | {
      readonly type: "start";
      readonly directory: string;
      readonly parameters: number;
      readonly examples: Readonly<Record<string, number>>;
      /** examples that have a label, by split and task */
      readonly labels: LabelCounts;
      readonly sources?: RunSummary["sources"];
      readonly epochs: number;
      readonly steps: number;
      /** each task's primary metric */
      readonly metrics: Readonly<Record<string, string>>;
    }
  | { readonly type: "fitting"; readonly task: string }
  | ({ readonly type: "head" } & HeadFit)
  | { readonly type: "resumed"; readonly directory: string; readonly epoch: number; readonly done: number }
  | { readonly type: "damaged"; readonly directory: string; readonly reason: string }
  | { readonly type: "step"; readonly epoch: number; readonly step: number; readonly means: StepMeans }
  | { readonly type: "epoch"; readonly record: EpochRecord; readonly best: boolean }
  | { readonly type: "stopped"; readonly epoch: number; readonly best: number }
  | { readonly type: "interrupted"; readonly epoch: number };
