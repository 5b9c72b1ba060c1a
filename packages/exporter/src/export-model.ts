import { checkModel, encodeModel, writeModel, type Model } from "@polyhead/onnx";
import {
  MANIFEST_KEY,
  MANIFEST_VERSION,
  type FittedSpec,
  type Manifest,
  type ParityFigure,
} from "@polyhead/spec";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { checkParity } from "./parity/check-parity.ts";
import { planLayers, type LayersOptions } from "./plan-layers.ts";
import { planTasks, type TasksOptions } from "./plan-tasks.ts";
import { producer } from "./producer.ts";
import type { Samples } from "./parity/sample-feeds.ts";
import { writeAtomically } from "./write-atomically.ts";

export type ExportStage = "convert" | "verify" | "write";

interface FileOptions {
  readonly model: LayersModel;
  /** Where the file goes; its directory must exist. */
  readonly path: string;
  /** Real inputs, raw, on which the file is compared with the model besides random ones. */
  readonly samples?: Samples;
  readonly onProgress?: (stage: ExportStage) => void;
}

/** The export of a multi-task model: with its spec, raw values go in and finished predictions come out. */
export interface TaskExportOptions extends FileOptions, TasksOptions {
  readonly spec: FittedSpec;
  /** Held-out metrics by task, for the manifest. */
  readonly metrics?: Manifest["metrics"];
}

/** The export of any other model, as it stands. */
export interface LayersExportOptions extends FileOptions, LayersOptions {
  readonly spec?: undefined;
}

export type ExportOptions = TaskExportOptions | LayersExportOptions;

/** What was written. */
export interface ExportResult {
  readonly path: string;
  readonly bytes: number;
  readonly opset: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers among the model's weights. */
  readonly parameters: number;
  /** Operators in the graph. */
  readonly nodes: number;
  readonly parity: readonly ParityFigure[];
  /** What the file says of itself; only with a spec. */
  readonly manifest?: Manifest;
}

/**
 * Writes a TensorFlow.js layers model as one ONNX file, after ONNX Runtime has given the same outputs as the model.
 *
 * With a spec, the graph takes raw values, float32 `[batch, height, width, channels]` pixels from 0 to 255 or
 * `[batch, columns]` numbers, and gives one output a task under the task's name: `[batch, classes]` probabilities, or
 * `[batch]` numbers in the task's unit. Without one, it takes and gives what the model does. The same model and options
 * give the same bytes. The model must not be trained or disposed meanwhile; its tensors are left as they are.
 *
 * @throws PolyheadError `export-unsupported` for a layer that has no exact translation, `export-parity` for outputs that
 * differ by more than 1e-4 + 1e-4 · |reference|, `model-invalid` for a model that does not fit the spec, `input-invalid`
 * for an option, `file-unwritable`; nothing is written then
 */
export async function exportModel(options: ExportOptions): Promise<ExportResult> {
  const { model, path, samples, onProgress } = options;
  onProgress?.("convert");
  const plan =
    options.spec === undefined
      ? await planLayers(model, options)
      : await planTasks(model, options.spec, options);
  checkModel(plan.onnx);
  onProgress?.("verify");
  const parity = await checkParity(plan, encodeModel(plan.onnx), { ...(samples && { samples }) });
  const manifest = options.spec && manifestOf(options.spec, options.metrics, parity);
  onProgress?.("write");
  const onnx = manifest === undefined ? plan.onnx : withManifest(plan.onnx, manifest);
  const bytes = await writeAtomically(path, writeModel(onnx));
  return {
    path,
    bytes,
    opset: onnx.opset,
    inputs: onnx.graph.inputs.map(({ name }) => name),
    outputs: onnx.graph.outputs.map(({ name }) => name),
    parameters: model.countParams(),
    nodes: onnx.graph.nodes.length,
    parity,
    ...(manifest && { manifest }),
  };
}

function manifestOf(
  spec: FittedSpec,
  metrics: Manifest["metrics"],
  parity: readonly ParityFigure[],
): Manifest {
  const { name, inputs, tasks } = spec;
  return { version: MANIFEST_VERSION, name, inputs, tasks, producer, ...(metrics && { metrics }), parity };
}

function withManifest(onnx: Model, manifest: Manifest): Model {
  return { ...onnx, metadata: { ...onnx.metadata, [MANIFEST_KEY]: JSON.stringify(manifest) } };
}
