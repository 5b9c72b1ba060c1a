import { messageOf, PolyheadError } from "@polyhead/spec";
import { openSession, type OnnxRuntime, type Session } from "../session.ts";

type OnnxRuntimeWeb = OnnxRuntime & Pick<typeof import("onnxruntime-web/wasm"), "env">;

/** WebAssembly modules are not reentrant across an await: sessions of a page open, run and close one at a time. */
let queue: Promise<unknown> = Promise.resolve();

function inTurn<T>(task: () => Promise<T>): Promise<T> {
  const turn = queue.then(task, task);
  queue = turn;
  return turn;
}

/** Opens a session on one execution provider of a build of onnxruntime-web. */
export async function openOnProvider(
  provider: "webgpu" | "wasm",
  importBuild: () => Promise<OnnxRuntimeWeb>,
  model: string | Uint8Array,
  wasmPaths: string | undefined,
): Promise<Session> {
  const ort = await importBuild();
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  const options = { executionProviders: [provider], logSeverityLevel: 4 } as const;
  const session = await inTurn(() => openSession(ort, model, options)).catch((cause: unknown) => {
    throw asRuntimeMissing(cause);
  });
  return {
    ...session,
    run: (feeds) => inTurn(() => session.run(feeds)),
    release: () => inTurn(() => session.release()),
  };
}

/** Tells a `.wasm` file that does not load from a model that does not open. */
function asRuntimeMissing(cause: unknown): unknown {
  const message = messageOf(cause);
  if (!message.startsWith("no available backend found")) return cause;
  return new PolyheadError(
    "device-unavailable",
    `ONNX Runtime should load its .wasm file beside the bundle or from \`wasmPaths\`; it does not: ${message}`,
    { cause },
  );
}
