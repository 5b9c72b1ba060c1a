export { adapt, type AdaptConfig, type AdaptOptions } from "./adapt/adapt.ts";
export type {
  Augmentation,
  BatchMixing,
  Picture,
  PictureAugmentation,
} from "./augmentations/augmentation.ts";
export { colorJitter, type ColorJitterOptions } from "./augmentations/color-jitter.ts";
export { crop } from "./augmentations/crop.ts";
export { cutout } from "./augmentations/cutout.ts";
export { flip, type FlipOptions } from "./augmentations/flip.ts";
export { mixup } from "./augmentations/mixup.ts";
export type {
  BalancedTask,
  Balancing,
  CoordinateBalancer,
  CoordinateBalancing,
  GradientBalancing,
  GramianBalancer,
  GramianBalancing,
  LossBalancer,
  LossBalancing,
  SavedState,
} from "./balancing/balancing.ts";
export { balancingMethod, balancingMethods } from "./balancing/methods.ts";
export type { TaskValues } from "./balancing/task-values.ts";
export { alignedMtl } from "./balancing/gradients/aligned-mtl.ts";
export { cagrad, type CagradOptions } from "./balancing/gradients/cagrad.ts";
export { conFIG } from "./balancing/gradients/conflict-free.ts";
export { dbMtl, type DbMtlOptions } from "./balancing/gradients/db-mtl.ts";
export { dualproj } from "./balancing/gradients/dualproj.ts";
export { excessMtl, type ExcessMtlOptions } from "./balancing/gradients/excess-mtl.ts";
export { fairgrad, type FairgradOptions } from "./balancing/gradients/fairgrad.ts";
export { graddrop } from "./balancing/gradients/graddrop.ts";
export { gradnorm, type GradnormOptions } from "./balancing/gradients/gradnorm.ts";
export { gradvac, type GradvacOptions } from "./balancing/gradients/gradvac.ts";
export { imtlG } from "./balancing/gradients/imtl-g.ts";
export { imtl } from "./balancing/gradients/imtl.ts";
export { mgda } from "./balancing/gradients/mgda.ts";
export { moco, type MocoOptions } from "./balancing/gradients/moco.ts";
export { nashMtl, type NashMtlOptions } from "./balancing/gradients/nash-mtl.ts";
export { pcgrad } from "./balancing/gradients/pcgrad.ts";
export { sdmgrad, type SdmgradOptions } from "./balancing/gradients/sdmgrad.ts";
export { upgrad } from "./balancing/gradients/upgrad.ts";
export { dwa, type DwaOptions } from "./balancing/losses/dwa.ts";
export { equal } from "./balancing/losses/equal.ts";
export { famo, type FamoOptions } from "./balancing/losses/famo.ts";
export { fixedWeights } from "./balancing/losses/fixed-weights.ts";
export { geometric } from "./balancing/losses/geometric.ts";
export { imtlL } from "./balancing/losses/imtl-l.ts";
export { rlw } from "./balancing/losses/rlw.ts";
export { scaleInvariant } from "./balancing/losses/scale-invariant.ts";
export { stch, type StchOptions } from "./balancing/losses/stch.ts";
export { uncertainty } from "./balancing/losses/uncertainty.ts";
export { atRepresentation } from "./balancing/wrappers/at-representation.ts";
export { everySteps } from "./balancing/wrappers/every-steps.ts";
export { smoothed, type SmoothedOptions } from "./balancing/wrappers/smoothed.ts";
export { cifar10, cifar10Input, cifar10Tasks, type Cifar10Class } from "./data/cifar10/cifar10.ts";
export { downloadCifar10, type Cifar10DownloadOptions } from "./data/cifar10/download.ts";
export { csv, type CsvOptions } from "./data/csv.ts";
export { imageFolder } from "./data/image-folder.ts";
export { jsonl, type JsonlOptions } from "./data/jsonl.ts";
export { parquet } from "./data/parquet.ts";
export type { ColumnProfile, NumberProfile, TextProfile, ValueCount } from "./data/profile/column-profile.ts";
export { profileData, type DataProfile, type SplitProfile } from "./data/profile/profile-data.ts";
export { profileTable, type ProfileTableOptions, type TableProfile } from "./data/profile/profile-table.ts";
export { skippedRows, withBadRows } from "./data/table/bad-rows.ts";
export type { TableOptions } from "./data/table/table-source.ts";
export { unlabelled, type UnlabelledOptions } from "./data/unlabelled.ts";
export { tagged, type TaggedOptions } from "./data/tagged.ts";
export { colorfulness } from "./data/colorfulness.ts";
export { combine, type CombinedSource, type CombineOptions, type Sampling } from "./data/combine.ts";
export { memory } from "./data/memory.ts";
export { randomSource, type Random } from "./data/random.ts";
export { shapes, shapesInput, shapesTasks, type ShapesOptions } from "./data/shapes/shapes.ts";
export type { BadRowPolicy, FixedSource, RowSource, SkippedRows, Source } from "./data/source.ts";
export type { BackendName } from "./engine/backend-candidate.ts";
export { chooseBackend, type BackendChoice } from "./engine/choose-backend.ts";
export type { BaselineEvent } from "./evaluation/baseline-events.ts";
export type { BaselineRun, Baselines } from "./evaluation/baselines-file.ts";
export { checkSameShape } from "./evaluation/check-same-shape.ts";
export { deltaM, type DeltaM, type TaskDelta } from "./evaluation/delta-m.ts";
export { evaluateRun, partingOf, type EvaluateOptions } from "./evaluation/evaluate-run.ts";
export { evaluationFile } from "./evaluation/evaluation-file.ts";
export { evaluateSplits } from "./evaluation/evaluate-splits.ts";
export type { Evaluation, SplitEvaluation, TaskEvaluation } from "./evaluation/evaluation.ts";
export type { EvaluationEvent } from "./evaluation/evaluation-events.ts";
export { measureSplit, type Predict } from "./evaluation/measure-split.ts";
export type { Parting } from "./evaluation/split-examples.ts";
export { spread, type Spread } from "./evaluation/spread.ts";
export { trainBaselines, type BaselineOptions } from "./evaluation/train-baselines.ts";
export type { EpochRecord, Split } from "./fit/epoch-record.ts";
export { averageScore, type Metrics } from "./fit/evaluate.ts";
export type {
  ExplainedExample,
  ExplainedTask,
  ExplainedText,
  SaliencyMap,
} from "./insight/explain-examples.ts";
export {
  explainRun,
  type ExampleToExplain,
  type ExplainRunOptions,
  type Explanation,
  type SourcedExplanation,
} from "./insight/explain-run.ts";
export type { ExplanationEvent } from "./insight/explanation-events.ts";
export { heldOutExamples } from "./insight/held-out-examples.ts";
export { gradCam, type GradCamOptions } from "./insight/grad-cam.ts";
export type { Insight } from "./insight/insight.ts";
export { integratedGradients, type IntegratedGradientsOptions } from "./insight/integrated-gradients.ts";
export type { TaskRelations } from "./insight/task-relations.ts";
export { heldOut } from "./fit/held-out.ts";
export type { TrainingEvent } from "./fit/events.ts";
export {
  latestResumableRun,
  latestRunWithBaselines,
  latestRun,
  loadRun,
  readSummary,
  type Checkpoint,
  type RunSummary,
} from "./fit/run.ts";
export { train, type TrainingRun, type TrainOptions } from "./fit/train.ts";
export type { Calibration, ReliabilityBin } from "./metrics/calibration.ts";
export type { ConfusionMatrix } from "./metrics/confusion-matrix.ts";
export type { Residuals } from "./metrics/residuals.ts";
export { defineModel, type ModelConfig } from "./model/define-model.ts";
export { architecture, architectures, type SharingKind } from "./model/sharing/architectures.ts";
export { cgc } from "./model/sharing/cgc.ts";
export { crossStitch } from "./model/sharing/cross-stitch.ts";
export { dselectK } from "./model/sharing/dselect-k.ts";
export { hardSharing } from "./model/sharing/hard-sharing.ts";
export { ltb } from "./model/sharing/ltb.ts";
export { mmoe } from "./model/sharing/mmoe.ts";
export { mtan } from "./model/sharing/mtan.ts";
export { nddr } from "./model/sharing/nddr.ts";
export { ple } from "./model/sharing/ple.ts";
export type { SharingMatrix, SharingReport } from "./model/sharing/report.ts";
export type { Sharing, SharingParts } from "./model/sharing/sharing.ts";
export { softSharing } from "./model/sharing/soft-sharing.ts";
export type { TrainingOptions } from "./model/training-options.ts";
export { biLstm } from "./model/trunks/bi-lstm.ts";
export { cnn } from "./model/trunks/cnn.ts";
export { textCnn } from "./model/trunks/text-cnn.ts";
export { transformer, type TransformerOptions } from "./model/trunks/transformer.ts";
export { wordBag } from "./model/trunks/word-bag.ts";
export { mlp } from "./model/trunks/mlp.ts";
export type { TextTrunkOptions } from "./model/trunks/text-trunk.ts";
export type { Block, NextSeed, OpenTrunk, Trunk, TrunkInput } from "./model/trunks/trunk.ts";
export { writeExplanation } from "./report/write-explanation.ts";
export { adam, type AdamOptions } from "./optimizers/adam.ts";
export { adamw, type AdamWOptions } from "./optimizers/adamw.ts";
export type { OptimizerConfig } from "./optimizers/optimizer.ts";
export { sgd } from "./optimizers/sgd.ts";
export { primaryMetric } from "./tasks/task-kinds.ts";
export { writeDataReport } from "./report/data-report.ts";
export { presentBaselines } from "./terminal/baseline-presenter.ts";
export { presentEvaluation } from "./terminal/evaluation-presenter.ts";
export { skippedLines } from "./terminal/skipped-lines.ts";
export { presentExplanation } from "./terminal/explanation-presenter.ts";
export { progressBar, type ProgressBar } from "./terminal/progress.ts";
export { presentTraining } from "./terminal/training-presenter.ts";
export { plateau } from "./schedules/plateau.ts";
export type { Progress, Schedule, ScheduleState } from "./schedules/schedule.ts";
export { constant, cosine, linear, stepwise, warmUp } from "./schedules/schedules.ts";
