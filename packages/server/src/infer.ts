import { MAX_BATCH_SIZE, type Model, type RawTensor, type TensorInfo } from "@polyhead/runtime";
import { PolyheadError, type FittedInput } from "@polyhead/spec";
import { checkPlaces } from "./check-places.ts";
import { datatypeOf, TEXTS } from "./datatype.ts";
import type { InferenceRequest, RequestInput } from "./inference-request.ts";
import { requestTensor } from "./request-tensor.ts";
import { requestTexts, takesTexts } from "./request-texts.ts";
import { runInParts } from "./run-in-parts.ts";

/** `$response_output` of Open Inference Protocol V2. */
export interface ResponseOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly (number | string | boolean)[];
}

/**
 * Runs a model on a request's tensors.
 *
 * @param limit most values that one input may have
 * @throws PolyheadError `input-invalid`, `inference-failed`
 */
export async function infer(
  model: Model,
  request: InferenceRequest,
  limit: number,
): Promise<ResponseOutput[]> {
  const wanted = wantedOutputs(model, request.outputs);
  const feeds: Record<string, RawTensor> = {};
  for (const input of request.inputs) {
    const info = inputOf(model, input);
    if (Object.hasOwn(feeds, info.name))
      throw invalid(`Input "${info.name}" should be given once; it is there twice`);
    feeds[info.name] = tensorOf(input, info, model.manifest?.inputs[info.name], limit);
  }
  checkFreeSizes(model.inputs, feeds);
  const outputs = await runInParts(model, feeds);
  return wanted.map((info) => responseOutput(info, outputs[info.name]));
}

/** The tensor that a graph's input takes. @param spec what the model's manifest says of it */
function tensorOf(
  input: RequestInput,
  info: TensorInfo,
  spec: FittedInput | undefined,
  limit: number,
): RawTensor {
  if (input.datatype === TEXTS && takesTexts(spec)) return requestTexts(input, spec, limit);
  const means = spec?.kind === "numeric" && spec.missing === "mean" ? spec.normalizer.mean : undefined;
  const tensor = requestTensor(input, info, limit, means);
  checkPlaces(info.name, spec, tensor);
  return tensor;
}

function wantedOutputs(model: Model, names: InferenceRequest["outputs"]): readonly TensorInfo[] {
  if (names === undefined || names.length === 0) return model.outputs;
  return names.map(({ name }) => {
    const info = model.outputs.find((output) => output.name === name);
    if (info !== undefined) return info;
    throw invalid(`The model has no output "${name}"; it has ${quoted(model.outputNames)}`);
  });
}

function inputOf(model: Model, { name }: RequestInput): TensorInfo {
  const info = model.inputs.find((input) => input.name === name);
  if (info !== undefined) return info;
  throw invalid(`The model has no input "${name}"; it takes ${quoted(model.inputNames)}`);
}

/** Sizes that the graph leaves free under one name, such as `batch`, agree between its inputs. */
function checkFreeSizes(inputs: readonly TensorInfo[], feeds: Readonly<Record<string, RawTensor>>): void {
  const sizes = new Map<string, number>();
  for (const { name, shape } of inputs) {
    const dims = feeds[name]?.dims ?? [];
    // `run` refuses those of another rank.
    if (dims.length !== shape.length) continue;
    for (const [axis, free] of shape.entries()) {
      const size = dims[axis];
      if (typeof free !== "string" || free === "" || size === undefined) continue;
      const other = sizes.get(free) ?? size;
      if (size !== other) throw invalid(`Inputs should agree on "${free}"; received ${other} and ${size}`);
      sizes.set(free, size);
      if (axis === 0 && size > MAX_BATCH_SIZE) {
        throw invalid(`Input "${name}" should hold at most ${MAX_BATCH_SIZE} examples; received ${size}`);
      }
    }
  }
}

function responseOutput({ name, type }: TensorInfo, tensor: RawTensor | undefined): ResponseOutput {
  const { data, dims: shape } = tensor ?? { data: [], dims: [] };
  const values = Array.from(data as ArrayLike<number | bigint | string>, (value) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  if (values.some((value) => typeof value === "number" && !Number.isFinite(value))) {
    throw invalid(`Output "${name}" is not finite for these inputs, and JSON has no way to say so`);
  }
  return { name, shape, datatype: datatypeOf(type), data: type === "bool" ? values.map(Boolean) : values };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function invalid(sentence: string): PolyheadError {
  return new PolyheadError("input-invalid", `${sentence}.`);
}
