import util from "node:util";
import { findBackend, setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";
import { importOptional } from "./optional-package.ts";

const packageName: string = "@tensorflow/tfjs-node-gpu";

/** TensorFlow's C library on CUDA. */
export const tfjsNodeGpu: BackendCandidate = { name: "tfjs-node-gpu", start };

async function start(preferred: boolean): Promise<BackendStart> {
  restoreRemovedUtil();
  const loaded = await importOptional(packageName, () => import(packageName));
  if ("unavailable" in loaded) return loaded;
  const usesGpu: unknown = Reflect.get(findBackend("tensorflow") ?? {}, "isUsingGpuDevice");
  if (usesGpu !== true && !preferred) {
    return { unavailable: "TensorFlow found no CUDA device", remedy: "install the CUDA 11 libraries" };
  }
  if (!(await setBackend("tensorflow"))) {
    return { unavailable: "TensorFlow did not start", remedy: `reinstall ${packageName}` };
  }
  return { description: usesGpu === true ? "TensorFlow on CUDA" : "TensorFlow on the CPU" };
}

/** Version 4.22 of the addon calls functions that Node 23 removed. */
function restoreRemovedUtil(): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  };
  for (const [name, replacement] of Object.entries(removed)) {
    if (!(name in util)) Reflect.set(util, name, replacement);
  }
}
