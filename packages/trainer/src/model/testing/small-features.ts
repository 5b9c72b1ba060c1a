import { setBackend, tensor, tensor2d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { input, model as layersModel, type LayersModel } from "@tensorflow/tfjs-layers";
import { numeric } from "@polyhead/spec";
import { randomSource } from "../../data/random.ts";
import type { Sharing } from "../sharing/sharing.ts";
import { mlp } from "../trunks/mlp.ts";

/** What the tasks "a" and "b" read of two numbers, through a trunk of 2·3 + 3 and 3·2 + 2 parameters. */
export interface SmallFeatures {
  readonly model: LayersModel;
  /** of one layer, as nested lists, in the layer's order */
  readonly weights: (layer: string) => number[][][];
  /** one list for each task */
  readonly predict: (x: readonly number[]) => number[][];
}

export const tasks: readonly string[] = ["a", "b"];

/** Builds what a sharing gives, in JavaScript, with weights drawn anew unless `drawn` is false. */
export async function smallFeatures(
  sharing: Sharing,
  { drawn = true, units = [3, 2] }: { drawn?: boolean; units?: readonly number[] } = {},
): Promise<SmallFeatures> {
  await setBackend("cpu");
  const spec = numeric({ columns: ["x", "y"] });
  const entry = input({ shape: [2], name: "in" });
  let seed = 1;
  const nextSeed = (): number => seed++;
  const trunk = mlp({ units }).open([{ name: "in", spec, tensor: entry }], nextSeed);
  const outputs = [...sharing.build({ trunk, tasks, nextSeed })];
  const model = layersModel({ inputs: entry, outputs });
  if (drawn) drawWeights(model);
  return {
    model,
    weights: (layer) => model.getLayer(layer).getWeights().map(nested),
    predict: (x) =>
      tidy(() => {
        const predicted = [model.predictOnBatch(tensor2d([...x], [1, 2]))].flat();
        return predicted.map((features) => [...features.dataSync()]);
      }),
  };
}

/** Uniform within ±1, but for variances. */
function drawWeights(model: LayersModel): void {
  const random = randomSource(1, "weights");
  tidy(() => {
    const values = model.weights.map(({ name, shape }) => {
      const [from, to] = name.includes("variance") ? [0.2, 1.2] : [-1, 1];
      const lengths = shape.map((length) => length ?? 1);
      const size = lengths.reduce((product, length) => product * length, 1);
      return tensor(
        Float32Array.from({ length: size }, () => random.uniform(from, to)),
        lengths,
      );
    });
    model.setWeights(values);
  });
}

function nested(weight: Tensor): number[][] {
  const values = weight.arraySync() as number[] | number[][];
  return values.map((row) => [row].flat());
}
