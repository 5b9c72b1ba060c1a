import type { ModelShape } from "@polyhead/spec";
import { wasm } from "./devices/wasm.ts";
import { webgpu } from "./devices/webgpu-browser.ts";
import { decodeInBrowser } from "./decode-in-browser.ts";
import { loadModel } from "./load-model.ts";
import type { LoadOptions, ModelSource } from "./load-options.ts";
import type { Model } from "./model.ts";
import { readModel } from "./read-model.ts";

export { PolyheadError, type ErrorCode, type Inputs, type Manifest, type Predictions } from "@polyhead/spec";
export type { Device, Fallback } from "./device.ts";
export type { LoadOptions, ModelSource, Resize } from "./load-options.ts";
export { DEFAULT_BATCH_SIZE, MAX_BATCH_SIZE } from "./model.ts";
export type { Model } from "./model.ts";
export type { RawTensor, TensorData, TensorInfo, TensorType } from "./tensor.ts";

/**
 * Loads a model file on the best device: WebGPU, then WebAssembly. `load<typeof config>` types what it predicts.
 *
 * @throws PolyheadError `download-failed`, `model-invalid`, `manifest-invalid`, `device-unavailable`
 */
export async function load<M extends ModelShape = ModelShape>(
  source: ModelSource,
  options: LoadOptions = {},
): Promise<Model<M>> {
  const { signal, wasmPaths } = options;
  signal?.throwIfAborted();
  const file = await readModel(source, signal);
  return loadModel<M>(
    file,
    { candidates: [webgpu(wasmPaths), wasm(wasmPaths)], decode: decodeInBrowser },
    options,
  );
}
