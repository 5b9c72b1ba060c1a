import { messageOf } from "@polyhead/spec";
import type { Candidate } from "../device.ts";
import { openOnProvider } from "./onnxruntime-web.ts";

export function webgpu(wasmPaths: string | undefined): Candidate {
  return {
    device: "webgpu",
    warmUp: true,
    obstacle,
    open: (model) => openOnProvider("webgpu", () => import("onnxruntime-web/webgpu"), model, wasmPaths),
  };
}

async function obstacle(auto: boolean): Promise<string | undefined> {
  // Typed as always there, but absent in older browsers and in pages that are not a secure context.
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) return "this browser has no WebGPU here (it needs HTTPS or localhost)";
  try {
    const adapter = await gpu.requestAdapter();
    if (adapter === null) return "the browser offers no WebGPU adapter";
    return auto && adapter.info.isFallbackAdapter
      ? "the only WebGPU adapter renders in software, which is slower than WebAssembly"
      : undefined;
  } catch (cause) {
    return `the browser's WebGPU adapter fails: ${messageOf(cause)}`;
  }
}
