import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { listSupportedBackends } from "onnxruntime-node";

/** An execution provider of ONNX Runtime in Node. */
export type Provider = "cpu" | "cuda" | "webgpu";

/** In the order of a report; the first is always there. */
export const PROVIDERS: readonly Provider[] = ["cpu", "cuda", "webgpu"];

/**
 * Why a provider cannot be used here, or is not used unless it is asked for, as WebGPU in software is.
 *
 * Asking ONNX Runtime itself prints errors past any log level where a library is missing.
 */
export async function obstacleTo(provider: Provider, asked: boolean): Promise<string | undefined> {
  if (!listSupportedBackends().some(({ name }) => name === provider))
    return `ONNX Runtime has none for Node on ${process.platform}/${process.arch}`;
  if (provider === "cuda" && !isCudaInstalled())
    return "its library, which the install script of onnxruntime-node downloads, is not installed";
  if (provider === "webgpu" && !asked && process.platform === "linux" && !(await hasGpu()))
    return "no GPU is visible, and software is only used when asked for";
  return undefined;
}

function isCudaInstalled(): boolean {
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  const binaries = join(entry, "../../bin/napi-v6", process.platform, process.arch);
  return !existsSync(binaries) || existsSync(join(binaries, "libonnxruntime_providers_cuda.so"));
}

/** Whether the drivers that the environment allows, and the devices, are more than software. */
async function hasGpu(): Promise<boolean> {
  const drivers = process.env["VK_DRIVER_FILES"] ?? process.env["VK_ICD_FILENAMES"];
  if (drivers?.split(":").every((file) => /swiftshader|lvp_|llvmpipe/.test(file))) return false;
  const nodes = await Promise.all(["/dev", "/dev/dri"].map(list));
  return nodes.flat().some((node) => /^(renderD\d+|nvidia\d+|dxg|mali\d+|kgsl-3d\d+)$/.test(node));
}

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}
