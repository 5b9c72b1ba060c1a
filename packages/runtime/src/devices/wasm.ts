import type { Candidate } from "../device.ts";
import { openOnProvider } from "./onnxruntime-web.ts";

export function wasm(wasmPaths: string | undefined): Candidate {
  return {
    device: "wasm",
    warmUp: false,
    obstacle: async () => undefined,
    open: (model) => openOnProvider("wasm", () => import("onnxruntime-web/wasm"), model, wasmPaths),
  };
}
