import * as v from "valibot";
import { binaryEntries, type FittedBinary } from "./tasks/binary.ts";
import { balancedEntries } from "./tasks/class-loss.ts";
import { classificationEntries, type FittedClassification } from "./tasks/classification.ts";
import { PolyheadError } from "./error.ts";
import { imageEntries, type ImageInput } from "./inputs/image.ts";
import { categoricalEntries, vocabulariesSchema, type CategoricalInput } from "./inputs/categorical.ts";
import { datesEntries, type DatesInput } from "./inputs/dates.ts";
import { inputSize } from "./inputs/encode-input.ts";
import { checkModelShape, namedRecord } from "./model-shape.ts";
import { nameSchema } from "./name.ts";
import { normalizerSchema, type Normalizer } from "./normalizer.ts";
import { learnedTextEntries, textEntries } from "./inputs/text/text.ts";
import type { FittedText } from "./inputs/text/encode-text.ts";
import { taggingEntries, type TaggingTask } from "./tasks/tagging.ts";
import { numericEntries, type NumericInput } from "./inputs/numeric.ts";
import { fittedCountEntries, type FittedCount } from "./tasks/count.ts";
import { multiLabelEntries, type FittedMultiLabel } from "./tasks/multi-label.ts";
import { ordinalEntries, type OrdinalTask } from "./tasks/ordinal.ts";
import { fittedRegressionEntries, valuesOf, type FittedRegression } from "./tasks/regression.ts";
import { validate } from "./validate.ts";

/** The key of the manifest in an ONNX file's `metadata_props`. */
export const MANIFEST_KEY = "polyhead";
export const MANIFEST_VERSION = 1;

/**
 * Inputs and tasks with what was fitted on the rows trained on; `normalizer.mean` has one value a channel, column or feature,
 * `vocabularies` a list a column.
 */
export interface FittedSpec {
  readonly name: string;
  readonly inputs: Readonly<Record<string, FittedInput>>;
  readonly tasks: Readonly<Record<string, FittedTask>>;
}
export type FittedInput =
  | ((ImageInput | NumericInput | DatesInput) & { readonly normalizer: Normalizer })
  | (CategoricalInput & { readonly vocabularies: readonly (readonly string[])[] })
  | FittedText;
export type FittedTask =
  | FittedBinary
  | FittedClassification
  | FittedCount
  | FittedMultiLabel
  | FittedRegression
  | OrdinalTask
  | TaggingTask;

/** Largest difference between the trained model and the file, one output at one batch size. */
export interface ParityFigure {
  readonly output: string;
  readonly batch: number;
  readonly maxAbsolute: number;
  readonly maxRelative: number;
}

/** What made a file smaller, and what it cost. */
export interface WeightsFigure {
  /** What weights are stored as: "float16", "int8-static", … */
  readonly method: string;
  /** The arithmetic, where it is not float32. */
  readonly compute?: "float16";
  /** Size of the same file with float32 weights. */
  readonly float32Bytes: number;
  /** By task, a metric on held-out data, of this file and of the float32 one. */
  readonly scores: Readonly<Record<string, ComparedScore>>;
}

export interface ComparedScore {
  readonly metric: string;
  readonly higherIsBetter: boolean;
  readonly value: number;
  readonly float32: number;
}

/** What a file says of itself beyond the numeric graph; JSON under `MANIFEST_KEY` in `metadata_props`. */
export interface Manifest extends FittedSpec {
  readonly version: typeof MANIFEST_VERSION;
  readonly producer: { readonly name: string; readonly version: string };
  /** held-out metrics of the trained model by task: `{ label: { accuracy: 0.61 } }` */
  readonly metrics?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly parity?: readonly ParityFigure[];
  /** absent where weights are float32 */
  readonly weights?: WeightsFigure;
}

const inputSchema: v.GenericSchema<unknown, FittedInput> = v.variant("kind", [
  v.object({ ...imageEntries, normalizer: normalizerSchema }),
  v.object({ ...numericEntries, normalizer: normalizerSchema }),
  v.object({ ...datesEntries, normalizer: normalizerSchema }),
  v.object({ ...categoricalEntries, vocabularies: vocabulariesSchema }),
  v.object({ ...textEntries, ...learnedTextEntries }),
]) as v.GenericSchema<unknown, FittedInput>;

const taskSchema: v.GenericSchema<unknown, FittedTask> = v.variant("kind", [
  v.object({ ...binaryEntries, ...balancedEntries }),
  v.object({ ...classificationEntries, ...balancedEntries }),
  v.object(fittedCountEntries),
  v.object({ ...multiLabelEntries, ...balancedEntries }),
  v.object(ordinalEntries),
  v.object(fittedRegressionEntries),
  v.object(taggingEntries),
]) as v.GenericSchema<unknown, FittedTask>;

const fittedEntries = { name: nameSchema, inputs: namedRecord(inputSchema), tasks: namedRecord(taskSchema) };

const manifestSchema = v.object({
  version: v.literal(MANIFEST_VERSION),
  ...fittedEntries,
  producer: v.object({ name: v.string(), version: v.string() }),
  metrics: v.optional(v.record(v.string(), v.record(v.string(), v.number()))),
  parity: v.optional(
    v.array(
      v.object({ output: v.string(), batch: v.number(), maxAbsolute: v.number(), maxRelative: v.number() }),
    ),
  ),
  weights: v.optional(
    v.object({
      method: v.string(),
      compute: v.optional(v.literal("float16")),
      float32Bytes: v.number(),
      scores: v.record(
        v.string(),
        v.object({ metric: v.string(), higherIsBetter: v.boolean(), value: v.number(), float32: v.number() }),
      ),
    }),
  ),
}) as v.GenericSchema<unknown, Manifest>;

/**
 * Reads a manifest from the JSON text inside a model file.
 *
 * @throws PolyheadError `manifest-invalid`
 */
export function parseManifest(json: string): Manifest {
  const value = parseJson(json, "The model's manifest");
  const version =
    typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  if (typeof version === "number" && version > MANIFEST_VERSION) {
    throw new PolyheadError(
      "manifest-invalid",
      `The model's manifest should have version ${MANIFEST_VERSION} or lower; it has version ${version}: update Polyhead.`,
      { details: { version } },
    );
  }
  return checkFitted(validate(manifestSchema, value, "The model's manifest", "manifest-invalid"));
}

/**
 * Reads a fitted spec that a training run saved.
 *
 * @throws PolyheadError `manifest-invalid`
 */
export function parseFittedSpec(json: string): FittedSpec {
  const schema = v.object(fittedEntries) as v.GenericSchema<unknown, FittedSpec>;
  return checkFitted(
    validate(schema, parseJson(json, "The fitted spec"), "The fitted spec", "manifest-invalid"),
  );
}

function parseJson(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PolyheadError("manifest-invalid", `${what} should be JSON; it does not parse.`, { cause });
  }
}

function checkFitted<T extends FittedSpec>(spec: T): T {
  try {
    checkModelShape(spec.name, spec);
  } catch (cause) {
    if (!(cause instanceof PolyheadError)) throw cause;
    throw new PolyheadError("manifest-invalid", cause.message, { cause, details: cause.details });
  }
  for (const [name, input] of Object.entries(spec.inputs)) checkInput(name, input);
  for (const [name, task] of Object.entries(spec.tasks)) {
    if (task.kind === "regression") checkSize(name, task.normalizer, valuesOf(task));
  }
  return spec;
}

function checkInput(name: string, input: FittedInput): void {
  if ("normalizer" in input)
    return checkSize(name, input.normalizer, input.kind === "image" ? input.channels : inputSize(input));
  if (input.kind === "text") return;
  const { vocabularies, columns } = input;
  if (vocabularies.length === columns.length) return;
  throw new PolyheadError(
    "manifest-invalid",
    `The input "${name}" should have ${columns.length} vocabularies, one a column; it has ${vocabularies.length}.`,
    { details: { name, size: columns.length, received: vocabularies.length } },
  );
}

function checkSize(name: string, normalizer: Normalizer, size: number): void {
  if (normalizer.mean.length !== size) {
    throw new PolyheadError(
      "manifest-invalid",
      `The normalizer of "${name}" should have ${size} means; it has ${normalizer.mean.length}.`,
      { details: { name, size, received: normalizer.mean.length } },
    );
  }
}
