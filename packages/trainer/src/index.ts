export type {
  BalancedTask,
  Balancing,
  GradientBalancer,
  GradientBalancing,
  LossBalancer,
  LossBalancing,
} from "./balancing/balancing.ts";
export { equal } from "./balancing/equal.ts";
export { uncertainty } from "./balancing/uncertainty.ts";
export { cifar10, cifar10Input, cifar10Tasks, type Cifar10Class } from "./data/cifar10/cifar10.ts";
export { downloadCifar10, type Cifar10DownloadOptions } from "./data/cifar10/download.ts";
export { colorfulness } from "./data/colorfulness.ts";
export { memory } from "./data/memory.ts";
export { randomSource, type Random } from "./data/random.ts";
export { shapes, shapesInput, shapesTasks, type ShapesOptions } from "./data/shapes/shapes.ts";
export type { Source } from "./data/source.ts";
export type { BackendName } from "./engine/backend-candidate.ts";
export { chooseBackend, type BackendChoice } from "./engine/choose-backend.ts";
export type { EpochRecord, Split } from "./fit/epoch-record.ts";
export { averageScore, type Metrics } from "./fit/evaluate.ts";
export { heldOut } from "./fit/held-out.ts";
export type { TrainingEvent } from "./fit/events.ts";
export { latestResumableRun, latestRun, loadRun, type Checkpoint, type RunSummary } from "./fit/run.ts";
export { train, type TrainingRun, type TrainOptions } from "./fit/train.ts";
export { defineModel, type ModelConfig } from "./model/define-model.ts";
export { architectures, type SharingKind } from "./model/sharing/architectures.ts";
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
export { cnn } from "./model/trunks/cnn.ts";
export { mlp } from "./model/trunks/mlp.ts";
export type { Block, NextSeed, OpenTrunk, Trunk, TrunkInput } from "./model/trunks/trunk.ts";
export { adam, type AdamOptions } from "./optimizers/adam.ts";
export { adamw, type AdamWOptions } from "./optimizers/adamw.ts";
export type { OptimizerConfig } from "./optimizers/optimizer.ts";
export { sgd } from "./optimizers/sgd.ts";
export { primaryMetric } from "./tasks/task-kinds.ts";
export { presentTraining } from "./terminal/training-presenter.ts";
export { plateau } from "./schedules/plateau.ts";
export type { Progress, Schedule, ScheduleState } from "./schedules/schedule.ts";
export { constant, cosine, linear, stepwise, warmUp } from "./schedules/schedules.ts";
