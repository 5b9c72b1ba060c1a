// Legend: T tasks, C channels.
import { tensor2d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { layers, type LayersModel } from "@tensorflow/tfjs-layers";
import { share } from "../check-option.ts";
import { connect } from "../connect.ts";
import { knownOptions } from "../known-options.ts";
import { batchNormalized } from "./batch-normalized.ts";
import type { SharingMatrix } from "./report.ts";
import type { Sharing } from "./sharing.ts";
import { startingWeights, stitchedBlocks, stitchedTowers, stitchName } from "./stitched-towers.ts";

/**
 * A tower for each task; after every block, each task reads on from all towers' features side by side, brought back to the
 * width of one by a 1×1 convolution, batch normalization and ReLU. Towers start equal.
 *
 * Gao, Ma, Zhao, Liu, Yuille 2019, "NDDR-CNN: Layerwise Feature Fusing in Multi-Task CNNs by Neural Discriminative
 * Dimensionality Reduction", with its diagonal first weights.
 *
 * @param options.own first weight of a task's own channel, the rest to 1 being spread over the others' same channel;
 *   default 0.9
 * @throws PolyheadError `config-invalid`
 */
export function nddr(options: { own?: number } = {}): Sharing {
  knownOptions(options, ["own"], "nddr()");
  const own = share("nddr({ own })", options.own ?? 0.9);
  return {
    kind: "nddr",
    options: { own },
    build: (parts) =>
      stitchedTowers(parts, (features, task, name) => {
        const channels = features[0]?.shape.at(-1) ?? 1;
        const all = connect(layers.concatenate({ axis: -1, name: `${name}_concatenate` }), features);
        // A dense layer over the last axis is a 1×1 convolution, for features of any rank.
        const reduce = layers.dense({
          units: channels,
          useBias: false,
          kernelInitializer: "zeros",
          name,
        });
        const reduced = connect(reduce, all);
        start(reduce, startingWeights(own, task, features.length), channels);
        const normalized = batchNormalized(reduced, `${name}_norm`);
        return connect(layers.reLU({ name: `${name}_relu` }), normalized);
      }),
    inspect: async (model, tasks) => ({
      kind: "nddr",
      matrices: await Promise.all(
        stitchedBlocks(model, tasks).map((block) => fusionMatrix(model, tasks, block)),
      ),
    }),
  };
}

/** Diagonal matrices one above the other, `[T·C, C]`. */
function start(layer: layers.Layer, weights: readonly number[], channels: number): void {
  const kernel = new Float32Array(weights.length * channels * channels);
  for (const [task, weight] of weights.entries()) {
    for (let channel = 0; channel < channels; channel++) {
      kernel[(task * channels + channel) * channels + channel] = weight;
    }
  }
  tidy(() => layer.setWeights([tensor2d(kernel, [weights.length * channels, channels])]));
}

async function fusionMatrix(
  model: LayersModel,
  tasks: readonly string[],
  block: number,
): Promise<SharingMatrix> {
  const kernels = tasks.map((task) => model.getLayer(stitchName(block, task)).getWeights()[0] as Tensor);
  const values = await Promise.all(
    kernels.map(async (kernel) => norms(await kernel.data(), tasks.length, kernel.shape[1] ?? 1)),
  );
  return {
    name: `block ${block + 1}`,
    quantity: "norm of the weights of the column's features in the row's, by √channels (no unit)",
    rows: tasks,
    columns: tasks,
    values,
  };
}

/** Frobenius norms of the T parts of a kernel `[T·C, C]`, divided by that of the identity. */
function norms(kernel: ArrayLike<number>, tasks: number, channels: number): number[] {
  const size = channels * channels;
  return Array.from({ length: tasks }, (_, task) => {
    let total = 0;
    for (let at = task * size; at < (task + 1) * size; at++) total += (kernel[at] ?? 0) ** 2;
    return Math.sqrt(total / channels);
  });
}
