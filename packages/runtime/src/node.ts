import type { ModelShape } from "@polyhead/spec";
import { decodeInNode } from "./decode-in-node.ts";
import { cpu } from "./devices/cpu.ts";
import { cuda } from "./devices/cuda.ts";
import { webgpu } from "./devices/webgpu-node.ts";
import { loadModel } from "./load-model.ts";
import type { LoadOptions, ModelSource } from "./load-options.ts";
import type { Model } from "./model.ts";
import { readModelFile } from "./read-model-file.ts";

export { PolyheadError, type ErrorCode, type Inputs, type Manifest, type Predictions } from "@polyhead/spec";
export { decodeImageFile } from "./decode-image-file.ts";
export type { Device, Fallback } from "./device.ts";
export type { LoadOptions, ModelSource, Resize } from "./load-options.ts";
export { DEFAULT_BATCH_SIZE, MAX_BATCH_SIZE } from "./model.ts";
export type { Model } from "./model.ts";
export type { RawTensor, TensorData, TensorInfo, TensorType } from "./tensor.ts";

/**
 * Loads a model file on the best device: CUDA, WebGPU, then CPU. `load<typeof config>` types what it predicts.
 *
 * @throws PolyheadError `file-missing`, `file-invalid`, `download-failed`, `model-invalid`, `manifest-invalid`,
 * `device-unavailable`
 */
export async function load<M extends ModelShape = ModelShape>(
  source: ModelSource,
  options: LoadOptions = {},
): Promise<Model<M>> {
  options.signal?.throwIfAborted();
  const file = await readModelFile(source, options.signal);
  return loadModel<M>(
    file,
    { candidates: [cuda, webgpu, cpu], decode: decodeInNode(options.resize) },
    options,
  );
}
