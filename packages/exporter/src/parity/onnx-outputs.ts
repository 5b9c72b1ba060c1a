import { messageOf, PolyheadError } from "@polyhead/spec";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Provider } from "./provider.ts";

/** One batch of values by input, each with its shape; where the graph takes int32, their fractions are cut off. */
export type Feeds = Readonly<
  Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }>
>;

/** Opens a model, as bytes or by its path, in ONNX Runtime; rejects with its error where it does not load. */
export async function openModel(file: Uint8Array | string, provider: Provider): Promise<InferenceSession> {
  // Errors are thrown; ONNX Runtime would print each a second time.
  const options = { executionProviders: [provider], logSeverityLevel: 4 } as const;
  return typeof file === "string"
    ? InferenceSession.create(file, options)
    : InferenceSession.create(file, options);
}

/**
 * Runs one batch; every output is float32.
 *
 * @throws PolyheadError `export-parity` when ONNX Runtime does not run it
 */
export async function onnxOutputs(
  session: InferenceSession,
  feeds: Feeds,
): Promise<ReadonlyMap<string, Float32Array>> {
  const types = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor && input.type]));
  const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
    name,
    types.get(name) === "int32"
      ? new Tensor("int32", Int32Array.from(data), shape)
      : new Tensor("float32", data, shape),
  ]);
  const results = await session.run(Object.fromEntries(tensors)).catch(notRunning);
  return new Map(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
}

/** Throws the refusal of a file that ONNX Runtime does not run. */
export function notRunning(cause: unknown): never {
  throw new PolyheadError(
    "export-parity",
    `The exported graph must run in ONNX Runtime, so nothing was written. It answered: ${messageOf(cause)}`,
    { cause },
  );
}
