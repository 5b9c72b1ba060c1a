import { createModel, encodeModel, GraphBuilder, type Model } from "@polyhead/onnx";
import { messageOf, PolyheadError } from "@polyhead/spec";
import type { BindingSession, NativeFeeds, NativeRuntime, NativeTensor } from "./binding.ts";

export interface SessionOptions {
  /** Threads that one operator is spread over; 1 by default, which needs no pool. */
  readonly threads?: number;
  /** ONNX Runtime's name of the execution provider, such as `webgpu` or `cuda`; `cpu` by default. */
  readonly executionProvider?: string;
  /** Whether threads wait for the next operator of a run by spinning; false by default. They never spin between runs. */
  readonly spinning?: boolean;
  readonly optimization?: "disabled" | "basic" | "extended" | "all";
}

/** The first output of every graph: empty, so that the binding meets it before it copies the others. */
const doneOutput = "done";

/** A graph to be run by `NativeSession`, with nothing in it but what the session itself needs. */
export function newGraph(name: string): GraphBuilder {
  const builder = new GraphBuilder(name);
  builder.output(builder.initializer(doneOutput, new Uint8Array(0), [0], "bool"), doneOutput);
  return builder;
}

/** A graph begun by `newGraph`, complete. */
export type BuiltGraph = Pick<GraphBuilder, "name" | "build">;

/** A graph made by `newGraph`, loaded; runs synchronously, on arrays used in place. */
export class NativeSession {
  readonly threads: number;
  readonly #runtime: NativeRuntime;
  readonly #session: BindingSession;
  readonly #done: NativeTensor = { type: "bool", data: new Uint8Array(0), dims: [0], location: "cpu" };

  /** @throws PolyheadError `inference-failed` when ONNX Runtime refuses the graph */
  constructor(runtime: NativeRuntime, builder: BuiltGraph, options: SessionOptions = {}) {
    this.threads = options.threads ?? 1;
    this.#runtime = runtime;
    this.#session = runtime.newSession();
    const bytes = encodeModel(modelOf(builder));
    try {
      this.#session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, sessionOptions(options));
    } catch (cause) {
      throw failed(`Graph "${builder.name}" does not load in ONNX Runtime`, cause);
    }
  }

  /**
   * Runs the graph into the arrays of `outputs`, which must have the outputs' exact sizes.
   *
   * @returns whether the binding was kept from copying them besides
   */
  write(feeds: NativeFeeds, outputs: NativeFeeds): boolean {
    if (this.#runtime.copiesBecause !== undefined) return this.#copy(feeds, outputs);
    try {
      return this.#runtime.withoutOutputs(() =>
        this.#session.run(feeds, { [doneOutput]: this.#done, ...outputs }),
      );
    } catch (cause) {
      throw failed("A graph does not run in ONNX Runtime", cause);
    }
  }

  /** Runs the graph and returns new tensors for the outputs named; the cheaper way for small ones. */
  read(feeds: NativeFeeds, names: readonly string[]): Readonly<Record<string, NativeTensor>> {
    try {
      // The binding names its results by position in the graph, so the outputs before them must be asked for too.
      return this.#session.run(feeds, Object.fromEntries([doneOutput, ...names].map((name) => [name, null])));
    } catch (cause) {
      throw failed("A graph does not run in ONNX Runtime", cause);
    }
  }

  dispose(): void {
    this.#session.dispose();
  }

  #copy(feeds: NativeFeeds, outputs: NativeFeeds): false {
    const results = this.read(feeds, Object.keys(outputs));
    for (const [name, { data }] of Object.entries(outputs))
      (data as Float32Array).set(results[name]!.data as Float32Array);
    return false;
  }
}

function modelOf(builder: BuiltGraph): Model {
  return createModel(builder.build(), { customOpsets: { "com.microsoft": 1 } });
}

function sessionOptions({
  threads = 1,
  executionProvider,
  spinning = false,
  optimization = "extended",
}: SessionOptions): object {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: optimization,
    // Every session has a pool of its own: small ones that spin, or any between runs, take the cores from one another.
    // Errors are thrown with the same words.
    logSeverityLevel: 4,
    extra: {
      session: { force_spinning_stop: "1", intra_op: { allow_spinning: spinning ? "1" : "0" } },
    },
    ...(executionProvider !== undefined && { executionProviders: [executionProvider] }),
  };
}

function failed(what: string, cause: unknown): PolyheadError {
  return new PolyheadError("inference-failed", `${what}: ${messageOf(cause)}`, { cause });
}
