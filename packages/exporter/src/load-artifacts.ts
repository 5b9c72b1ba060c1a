import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { messageOf, PolyheadError, validate } from "@polyhead/spec";
import { util, type io } from "@tensorflow/tfjs-core";
import * as v from "valibot";

/** Largest `model.json` that is read; real ones are under a megabyte. */
const MAX_MODEL_JSON_BYTES = 64 * 2 ** 20;

const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
};

const weightSchema = v.looseObject({
  name: v.string(),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  dtype: v.string(),
  quantization: v.optional(v.looseObject({ dtype: v.string() })),
});

const modelJsonSchema = v.object({
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(v.object({ paths: v.array(v.string()), weights: v.array(weightSchema) })),
});

type WeightGroup = v.InferOutput<typeof modelJsonSchema>["weightsManifest"][number];

/**
 * Reads the `model.json` of a saved layers model and the weights beside it, without its training configuration.
 *
 * @param path the `model.json`, or the directory that holds it
 * @throws PolyheadError `file-missing`, `file-invalid` for a file that is not what it should be, `model-invalid` for a graph
 * model
 */
export async function loadArtifacts(path: string): Promise<io.ModelArtifacts> {
  const file = (await isDirectory(path)) ? join(path, "model.json") : path;
  const json = await readJson(file);
  refuseGraphModel(file, json);
  const schema = modelJsonSchema as v.GenericSchema<unknown, v.InferOutput<typeof modelJsonSchema>>;
  const { modelTopology, weightsManifest } = validate(schema, json, `The model ${file}`, "file-invalid");
  const weightData: ArrayBuffer[] = [];
  for (const group of weightsManifest) weightData.push(...(await readGroup(file, group)));
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights) as io.WeightsManifestEntry[];
  return { modelTopology, weightSpecs, weightData };
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readPart(file, `The model ${file}`);
  if (bytes.length > MAX_MODEL_JSON_BYTES)
    throw new PolyheadError(
      "file-invalid",
      `The model ${file} should be a model.json of at most ${MAX_MODEL_JSON_BYTES} bytes; it has ${bytes.length}.`,
      { details: { path: file, bytes: bytes.length, limit: MAX_MODEL_JSON_BYTES } },
    );
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `The model ${file} should be the model.json of a saved TensorFlow.js layers model; it is no JSON (${messageOf(cause)}).`,
      { cause, details: { path: file } },
    );
  }
}

/** Graph models are TensorFlow graphs, whose operators are no layers. */
function refuseGraphModel(file: string, json: unknown): void {
  const { format, modelTopology } = (json ?? {}) as Partial<Record<string, unknown>>;
  const nodes = typeof modelTopology === "object" && modelTopology !== null && "node" in modelTopology;
  if (format !== "graph-model" && !nodes) return;
  throw new PolyheadError(
    "model-invalid",
    `The model ${file} should be a layers model; it is a graph model, made for \`tf.loadGraphModel\`. Save the original Keras model with \`tensorflowjs_converter --output_format=tfjs_layers_model\`, or convert its TensorFlow graph with tf2onnx.`,
    { details: { path: file, format } },
  );
}

async function readGroup(file: string, { paths, weights }: WeightGroup): Promise<ArrayBuffer[]> {
  const buffers: ArrayBuffer[] = [];
  for (const path of paths) {
    const part = await readPart(partPath(file, path), `The weights "${path}" of the model ${file}`);
    buffers.push(new Uint8Array(part).buffer);
  }
  const expected = weights.reduce((sum, weight) => sum + bytesOf(file, weight), 0);
  const received = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (received === expected) return buffers;
  throw new PolyheadError(
    "file-invalid",
    `The weights ${paths.map((path) => `"${path}"`).join(", ")} of the model ${file} should have ${expected} bytes, as its manifest says; they have ${received}: fetch them again.`,
    { details: { path: file, paths, expected, received } },
  );
}

function bytesOf(file: string, { name, shape, dtype, quantization }: WeightGroup["weights"][number]): number {
  const stored = quantization?.dtype ?? dtype;
  const { [stored]: bytes } = ELEMENT_BYTES;
  if (bytes !== undefined) return bytes * util.sizeFromShape(shape);
  throw new PolyheadError(
    "file-invalid",
    `The weight "${name}" of the model ${file} should have a type that is one of ${Object.keys(ELEMENT_BYTES).join(", ")}; it has ${stored}.`,
    { details: { path: file, name, dtype: stored } },
  );
}

/** The path of a part, which lies in the folder of its `model.json`. */
function partPath(file: string, path: string): string {
  const folder = dirname(resolve(file));
  const part = resolve(folder, path);
  const inside = relative(folder, part);
  if (!inside.startsWith("..") && !isAbsolute(inside)) return part;
  throw new PolyheadError(
    "file-invalid",
    `The weights of the model ${file} should lie in its folder; its manifest names "${path}".`,
    { details: { path: file, part: path } },
  );
}

async function readPart(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new PolyheadError(
      "file-missing",
      `${what} cannot be read (${messageOf(cause)}); the files of a saved model belong in one folder.`,
      { cause, details: { path } },
    );
  }
}
