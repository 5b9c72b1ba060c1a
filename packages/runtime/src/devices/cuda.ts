import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Candidate } from "../device.ts";
import { importOnnxRuntime, openOnProvider } from "./onnxruntime-node.ts";

export const cuda: Candidate = {
  device: "cuda",
  warmUp: true,
  obstacle: async () => {
    const { listSupportedBackends } = await importOnnxRuntime();
    if (!listSupportedBackends().some(({ name }) => name === "cuda")) {
      return `ONNX Runtime has no CUDA provider for Node on ${process.platform}/${process.arch}`;
    }
    return isInstalled()
      ? undefined
      : "ONNX Runtime's CUDA provider is not installed: allow the install script of onnxruntime-node, which downloads it, on a machine with CUDA 12 and cuDNN 9";
  },
  open: (model) => openOnProvider("cuda", model),
};

/** Asking ONNX Runtime for a provider library that is not there prints errors past any log level. */
function isInstalled(): boolean {
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  const binaries = join(entry, "../../bin/napi-v6", process.platform, process.arch);
  return !existsSync(binaries) || existsSync(join(binaries, "libonnxruntime_providers_cuda.so"));
}
