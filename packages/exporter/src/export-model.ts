import { checkModel, encodeModel, type Model } from "@polyhead/onnx";
import {
  MANIFEST_KEY,
  MANIFEST_VERSION,
  type FittedSpec,
  type Manifest,
  type WeightsFigure,
} from "@polyhead/spec";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describeModel } from "./describe-model.ts";
import type { ExportPlan } from "./export-plan.ts";
import { optimizeModel } from "./optimize-model.ts";
import { checkParity, compactParity, type ParityOptions } from "./parity/check-parity.ts";
import type { ParityReport } from "./parity/parity-report.ts";
import type { Samples } from "./parity/sample-feeds.ts";
import { planLayers, type LayersOptions } from "./plan-layers.ts";
import { planTasks, type TasksOptions } from "./plan-tasks.ts";
import { producer } from "./producer.ts";
import { stageModel } from "./stage-model.ts";
import { picked, subsetTasks } from "./subset-tasks.ts";
import { smallerFile, type SmallerFile, type WeightsOptions } from "./weights/smaller-file.ts";
import { writeModelFile } from "./write-model-file.ts";

/** Smaller weights give other numbers, which a metric judges; those must be finite all the same. */
const ANY_DIFFERENCE = { absolute: 1e300, relative: 1e300 };

export type ExportStage = "convert" | "verify" | "shrink" | "write";

interface FileOptions extends Omit<ParityOptions, "batches"> {
  readonly model: LayersModel;
  /** Where the file goes; its directory must exist. */
  readonly path: string;
  /** Whether the report compares every layer as well; false by default. */
  readonly trace?: boolean;
  /** Whether weights go into a second file, `<path>.data`; by default only where one file, of 2 GB, does not hold them. */
  readonly externalData?: boolean;
  /** Stores weights in fewer bits; float32 when left out. */
  readonly weights?: WeightsOptions;
  readonly onProgress?: (stage: ExportStage) => void;
}

/** The export of a multi-task model: with its spec, raw values go in and finished predictions come out. */
export interface TaskExportOptions extends FileOptions, TasksOptions {
  readonly spec: FittedSpec;
  /** The tasks to export; all when left out. What no other task needs is left out of the file with the rest. */
  readonly tasks?: readonly string[];
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
  /** Of the file, and of the weights beside it. */
  readonly bytes: number;
  readonly opset: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers among the model's weights. */
  readonly parameters: number;
  /** Operators in the graph. */
  readonly nodes: number;
  readonly parity: ParityReport;
  /** What the file says of itself; only with a spec. */
  readonly manifest?: Manifest;
  /** What smaller weights cost, where they were asked for. */
  readonly weights?: WeightsFigure;
  /** With float16 arithmetic, the operators between the weights that stay float32 for want of a float16 form. */
  readonly float32Operators?: readonly string[];
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
 * differ by more than 1e-4 + 1e-4 · |reference|, `export-quality` for smaller weights that cost a task too much,
 * `model-invalid` for a model that does not fit the spec, `input-invalid` for an option, `file-unwritable`; nothing is
 * written then
 */
export async function exportModel(requested: ExportOptions): Promise<ExportResult> {
  const options = withTasks(requested);
  const { path, onProgress } = options;
  onProgress?.("convert");
  const plan = await planned(options, false);
  const layers = options.trace === true ? await planned(options, true) : undefined;
  const traced = layers && { plan: layers, file: encodeModel(layers.onnx) };
  onProgress?.("verify");
  const staged = await stageModel(path, plan.onnx, options.externalData);
  try {
    const exact = await checkParity({ plan, file: staged.file }, options, traced);
    const manifest = options.spec && manifestOf(options.spec, options.metrics, exact);
    const float32 = withManifest(plan.onnx, manifest);
    if (options.weights === undefined) {
      onProgress?.("write");
      return resultOf(options, {
        onnx: float32,
        parity: exact,
        manifest,
        bytes: await staged.publish(float32),
      });
    }
    onProgress?.("shrink");
    const smaller = await smallerFile(float32, plan.inputs, options.weights);
    return await writeSmaller(options, plan, smaller, manifest);
  } finally {
    await staged.discard();
  }
}

/** Writes a model with smaller weights, whose metrics were judged already; that its numbers are finite is checked here. */
async function writeSmaller(
  options: ExportOptions,
  plan: ExportPlan,
  smaller: SmallerFile,
  exact: Manifest | undefined,
): Promise<ExportResult> {
  const { model, weights, float32Operators } = smaller;
  const anyDifference = { ...options, tolerance: ANY_DIFFERENCE };
  const parity = await checkParity({ plan, file: encodeModel(model) }, anyDifference);
  const manifest = exact && { ...exact, parity: compactParity(parity), weights };
  options.onProgress?.("write");
  const onnx = withManifest(model, manifest);
  const bytes = await writeModelFile(options.path, onnx, externalDataOf(options));
  return {
    ...resultOf(options, { onnx, parity, manifest, bytes }),
    weights,
    ...(float32Operators && { float32Operators }),
  };
}

function externalDataOf({ externalData }: ExportOptions): { readonly externalData?: boolean } {
  return externalData === undefined ? {} : { externalData };
}

function resultOf(
  { path, model }: ExportOptions,
  written: { onnx: Model; parity: ParityReport; manifest: Manifest | undefined; bytes: number },
): ExportResult {
  const { onnx, parity, manifest, bytes } = written;
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

/** The graph, optimized and checked; `traced` gives it an output a layer. */
async function planned(options: ExportOptions, traced: boolean): Promise<ExportPlan> {
  const plan =
    options.spec === undefined
      ? await planLayers(options.model, options, traced)
      : await planTasks(options.model, options.spec, options, traced);
  const described = options.spec && { docString: describeModel(options.spec) };
  const onnx = { ...optimizeModel(plan.onnx), ...described };
  checkModel(onnx);
  return { ...plan, onnx };
}

/** The options for the tasks asked for alone. */
function withTasks(options: ExportOptions): ExportOptions {
  if (options.spec === undefined || options.tasks === undefined) return options;
  const { model, spec } = subsetTasks(options, options.tasks);
  const { metrics, samples, weights } = options;
  const samplesOf = (all: Samples): Samples => picked(all, (name) => Object.hasOwn(spec.inputs, name));
  return {
    ...options,
    model,
    spec,
    ...(metrics && { metrics: picked(metrics, (name) => Object.hasOwn(spec.tasks, name)) }),
    ...(samples && { samples: samplesOf(samples) }),
    ...(weights?.calibration && {
      weights: {
        ...weights,
        calibration: { ...weights.calibration, samples: samplesOf(weights.calibration.samples) },
      },
    }),
  };
}

function manifestOf(spec: FittedSpec, metrics: Manifest["metrics"], report: ParityReport): Manifest {
  const { name, inputs, tasks } = spec;
  const parity = compactParity(report);
  return { version: MANIFEST_VERSION, name, inputs, tasks, producer, ...(metrics && { metrics }), parity };
}

function withManifest(onnx: Model, manifest: Manifest | undefined): Model {
  if (manifest === undefined) return onnx;
  return { ...onnx, metadata: { ...onnx.metadata, [MANIFEST_KEY]: JSON.stringify(manifest) } };
}
