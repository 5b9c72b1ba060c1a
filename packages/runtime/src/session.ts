import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-common";
import { PolyheadError } from "@polyhead/spec";
import type { RawTensor, TensorInfo, TensorType } from "./tensor.ts";

/** A model opened on one device. */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  run(feeds: Readonly<Record<string, RawTensor>>): Promise<Record<string, RawTensor>>;
  release(): Promise<void>;
}

/** What `onnxruntime-node` and `onnxruntime-web` have in common; each brings its own tensor class. */
export interface OnnxRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: TensorConstructor;
}

/** Opens an ONNX Runtime session on a model's path or bytes. */
export async function openSession(
  ort: OnnxRuntime,
  model: string | Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<Session> {
  const { InferenceSession } = ort;
  const session =
    typeof model === "string"
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  const inputs = session.inputMetadata.flatMap(tensorInfo);
  return {
    inputs,
    outputs: session.outputMetadata.flatMap(tensorInfo),
    run: async (feeds) => plain(await session.run(toTensors(ort, inputs, feeds))),
    release: () => session.release(),
  };
}

/** Sequences and maps are left out: they cannot be fed or fetched as tensors. */
function tensorInfo(value: InferenceSession.ValueMetadata): TensorInfo[] {
  return value.isTensor ? [{ name: value.name, type: value.type, shape: value.shape }] : [];
}

function toTensors(
  ort: OnnxRuntime,
  inputs: readonly TensorInfo[],
  feeds: Readonly<Record<string, RawTensor>>,
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const { name, type } of inputs) {
    const feed = feeds[name];
    if (feed !== undefined) tensors[name] = toTensor(ort, name, type, feed);
  }
  return tensors;
}

function toTensor(ort: OnnxRuntime, name: string, type: TensorType, { data, dims }: RawTensor): Tensor {
  try {
    return new ort.Tensor(type, data, dims);
  } catch (cause) {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should be ${type}; received ${data.constructor.name}.`,
      { details: { input: name, type }, cause },
    );
  }
}

function plain(outputs: InferenceSession.ReturnType): Record<string, RawTensor> {
  const tensors: Record<string, RawTensor> = {};
  for (const [name, { data, dims }] of Object.entries(outputs)) tensors[name] = { data, dims };
  return tensors;
}
