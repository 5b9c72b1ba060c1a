import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";
import { registerWasmKernels } from "./wasm-kernels/register-wasm-kernels.ts";

/** tfjs's WebAssembly backend with this package's kernels. */
export const wasm: BackendCandidate = { name: "wasm", start };

async function start(): Promise<BackendStart> {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
  registerWasmKernels();
  if (!(await withoutNewHandlers(() => setBackend("wasm")))) {
    return { unavailable: "WebAssembly did not start", remedy: "reinstall @tensorflow/tfjs-backend-wasm" };
  }
  return { description: "WebAssembly, 1 thread" };
}

/** The WASM glue rethrows every uncaught error of the process, which changes exit codes and stack traces. */
async function withoutNewHandlers<Result>(run: () => Promise<Result>): Promise<Result> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set<unknown>(process.rawListeners(event)));
  const result = await run();
  for (const [index, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]!.has(listener)) process.off(event, listener as () => void);
    }
  }
  return result;
}
