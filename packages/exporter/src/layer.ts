import type { SymbolicTensor } from "@tensorflow/tfjs-layers";

/** A layer of TensorFlow.js. */
export type Layer = SymbolicTensor["sourceLayer"];

/**
 * A layer with the fields of its class, most of which TensorFlow.js declares protected. Translators read them instead of
 * `getConfig()` because several `getConfig()`s of TensorFlow.js 4.22 leave some out.
 */
export type LiveLayer<Fields> = Layer & Fields;
