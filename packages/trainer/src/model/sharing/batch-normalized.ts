import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";

/**
 * Features, normalized over the batch, channel by channel. The means and variances that predictions use follow those of the
 * batches within dozens of steps, as PyTorch's and the papers' do; TensorFlow.js's default, a momentum of 0.99, lags hundreds of
 * steps behind, more than a short run has.
 */
export function batchNormalized(features: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.batchNormalization({ momentum: 0.9, name }), features);
}
