import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";

async function start(): Promise<BackendStart> {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
  if (!(await setBackend("wasm"))) {
    return { unavailable: "WebAssembly with SIMD did not start", remedy: "use a newer Node" };
  }
  return { description: "WebAssembly SIMD, 1 thread" };
}

export const wasm: BackendCandidate = { name: "wasm", start };
