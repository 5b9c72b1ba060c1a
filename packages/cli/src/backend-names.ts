import type { BackendName } from "@polyhead/trainer";

/** Engines that train and evaluate runs, best first. */
export const BACKENDS: readonly BackendName[] = ["tfjs-node-gpu", "webgpu", "onnxruntime", "wasm", "cpu"];
