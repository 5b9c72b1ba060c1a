import { setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";
import { importOptional } from "./optional-package.ts";
import { probeGpuAdapter } from "./probe-gpu-adapter.ts";

/** WebGPU in Node, through Dawn. */
export const webgpu: BackendCandidate = { name: "webgpu", start };

async function start(preferred: boolean): Promise<BackendStart> {
  const loaded = await importOptional("webgpu", () => import("webgpu"));
  if ("unavailable" in loaded) return loaded;
  const adapter = await probeGpuAdapter();
  if (adapter === undefined) {
    return {
      unavailable: "no GPU adapter was found",
      remedy: "install a Vulkan, Metal or Direct3D 12 driver",
    };
  }
  const { description, software } = adapter;
  if (software && !preferred) {
    return {
      unavailable: `the only GPU adapter is software (${description})`,
      remedy: "install a GPU driver",
    };
  }

  const { create, globals } = loaded.module;
  Object.assign(globalThis, globals);
  Object.defineProperty(navigator, "gpu", { value: create([]), configurable: true });
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await setBackend("webgpu"))) {
    return {
      unavailable: `the GPU adapter gives no device (${description})`,
      remedy: "update the GPU driver",
    };
  }
  return { description };
}
