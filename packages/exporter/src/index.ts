export { convertModel } from "./convert-model.ts";
export {
  exportModel,
  type ExportOptions,
  type ExportResult,
  type ExportStage,
  type LayersExportOptions,
  type TaskExportOptions,
} from "./export-model.ts";
export type { Tolerance } from "./parity/compare-output.ts";
export type { LayerParity, OutputParity, ParityReport, ProviderReport } from "./parity/parity-report.ts";
export type { Provider } from "./parity/provider.ts";
export { loadLayers } from "./load-layers.ts";
export type { LayerContext } from "./layer-context.ts";
export type { Layer, LiveLayer } from "./layer.ts";
export { MAX_OPSET, MIN_OPSET } from "./opset.ts";
export type { LayersOptions } from "./plan-layers.ts";
export type { TasksOptions } from "./plan-tasks.ts";
export type { Samples, ShapedSamples } from "./parity/sample-feeds.ts";
export { readModelFile } from "./read-model-file.ts";
export type { Layout, Length, TensorHandle } from "./tensor-handle.ts";
export type { Translator } from "./translator.ts";
export { registerTranslator } from "./translators/index.ts";
export { writeModelFile } from "./write-model-file.ts";
export { splitFile, type SplitOptions, type SplitPart } from "./split-file.ts";
export { splitModel, type SplitModel } from "./split-model.ts";
export type { CalibrationMethod } from "./weights/calibration/rules.ts";
export type { WeightsMethod } from "./weights/methods.ts";
export type { Evaluate, TaskScore } from "./weights/score.ts";
export type { Calibration } from "./weights/shrink-model.ts";
export type { WeightsOptions } from "./weights/smaller-file.ts";
