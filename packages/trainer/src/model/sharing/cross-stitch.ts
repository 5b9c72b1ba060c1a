// Legend: T tasks, C channels.
import { mean, tensor1d, tidy, tile, reshape, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { share } from "../check-option.ts";
import { connect } from "../connect.ts";
import { knownOptions } from "../known-options.ts";
import { CrossStitch } from "../layers/cross-stitch.ts";
import type { SharingMatrix } from "./report.ts";
import type { Sharing } from "./sharing.ts";
import { startingWeights, stitchedBlocks, stitchedTowers, stitchName } from "./stitched-towers.ts";

/**
 * A tower for each task; after every block, each task reads on from a learned combination of all towers' features, with a
 * weight for every channel. Towers start equal.
 *
 * Misra, Shrivastava, Gupta, Hebert 2016, "Cross-stitch Networks for Multi-task Learning", equation 1. The paper trains
 * stitches 100 to 1,000 times faster than the rest under SGD.
 *
 * @param options.own first weight of a task's own features, the rest to 1 being spread over the others; default 0.9
 * @throws PolyheadError `config-invalid`
 */
export function crossStitch(options: { own?: number } = {}): Sharing {
  knownOptions(options, ["own"], "crossStitch()");
  const own = share("crossStitch({ own })", options.own ?? 0.9);
  return {
    kind: "cross-stitch",
    options: { own },
    build: (parts) =>
      stitchedTowers(parts, (features, task, name) => {
        const layer = new CrossStitch({ name });
        const stitched = connect(layer, features);
        start(layer, startingWeights(own, task, features.length), features[0]?.shape.at(-1) ?? 1);
        return stitched;
      }),
    inspect: async (model, tasks) => ({
      kind: "cross-stitch",
      matrices: await Promise.all(
        stitchedBlocks(model, tasks).map((block) => stitchMatrix(model, tasks, block)),
      ),
    }),
  };
}

function start(layer: CrossStitch, weights: readonly number[], channels: number): void {
  tidy(() => layer.setWeights([tile(reshape(tensor1d([...weights]), [-1, 1]), [1, channels])])); // [T, C]
}

async function stitchMatrix(
  model: LayersModel,
  tasks: readonly string[],
  block: number,
): Promise<SharingMatrix> {
  const stitches = tasks.map((task) => model.getLayer(stitchName(block, task)).getWeights()[0] as Tensor);
  const means = tidy(() => stitches.map((stitch) => mean(stitch, 1)));
  const values = await Promise.all(means.map(async (tensor) => [...(await tensor.data())]));
  for (const tensor of means) tensor.dispose();
  return {
    name: `block ${block + 1}`,
    quantity: "mean weight of the column's features in the row's (no unit)",
    rows: tasks,
    columns: tasks,
    values,
  };
}
