import { readdir } from "node:fs/promises";
import type { Candidate } from "../device.ts";
import { importOnnxRuntime, openOnProvider } from "./onnxruntime-node.ts";

export const webgpu: Candidate = {
  device: "webgpu",
  warmUp: true,
  obstacle: async (auto) => {
    const { listSupportedBackends } = await importOnnxRuntime();
    if (!listSupportedBackends().some(({ name }) => name === "webgpu")) {
      return `ONNX Runtime has no WebGPU provider for Node on ${process.platform}/${process.arch}`;
    }
    return auto && process.platform === "linux" ? softwareOnly() : undefined;
  },
  open: (model) => openOnProvider("webgpu", model),
};

/** ONNX Runtime does not tell which adapter it took, so a software Vulkan driver must be recognized beforehand. */
async function softwareOnly(): Promise<string | undefined> {
  const drivers = process.env["VK_DRIVER_FILES"] ?? process.env["VK_ICD_FILENAMES"];
  if (drivers?.split(":").every((file) => /swiftshader|lvp_|llvmpipe/.test(file))) {
    return "the only Vulkan drivers that the environment allows render in software, which is slower than the CPU device";
  }
  const nodes = [...(await list("/dev")), ...(await list("/dev/dri"))];
  return nodes.some((node) => /^(renderD\d+|nvidia\d+|dxg|mali\d+|kgsl-3d\d+)$/.test(node))
    ? undefined
    : "no GPU is visible (nothing like /dev/dri/renderD128, /dev/nvidia0 or /dev/dxg is there)";
}

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}
