import type { PreparedCase } from "@polyhead/exporter/testing";

/** What an execution provider makes of a case: the outputs of each batch by name, or why it has none. */
export type CaseRun =
  | { readonly outputs: readonly Readonly<Record<string, Float32Array>>[] }
  | { readonly error: string };

/** The part of ONNX Runtime's API, the same in Node and browsers, that runs a case. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: SessionOptions): Promise<Session>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => object;
}

interface SessionOptions {
  readonly executionProviders: readonly string[];
  readonly logSeverityLevel: 4;
}

interface Session {
  run(feeds: Record<string, object>): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
  release(): Promise<void>;
}

export async function runCase(
  ort: OnnxRuntime,
  provider: string,
  { bytes, batches }: PreparedCase,
): Promise<CaseRun> {
  let session: Session | undefined;
  try {
    session = await ort.InferenceSession.create(bytes, {
      executionProviders: [provider],
      logSeverityLevel: 4,
    });
    const outputs: Record<string, Float32Array>[] = [];
    for (const { feeds } of batches) {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
        name,
        new ort.Tensor("float32", data, shape),
      ]);
      const results = Object.entries(await session.run(Object.fromEntries(tensors)));
      outputs.push(Object.fromEntries(results.map(([name, { data }]) => [name, data as Float32Array])));
    }
    return { outputs };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    await session?.release();
  }
}
