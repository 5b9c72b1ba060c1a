import "@tensorflow/tfjs-backend-cpu";
import { numeric, regression, type FittedSpec } from "@polyhead/spec";
import { Dropout } from "@polyhead/tfjs-backend-onnxruntime";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import type { Batch } from "../fit/batch.ts";
import { taskRelations } from "./task-relations.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const normalizer = { mean: [0], std: [1] };
const specOf = (tasks: readonly string[]): FittedSpec => ({
  name: "net",
  inputs: { x: { ...numeric({ columns: ["p", "q"] }), normalizer: { mean: [0, 0], std: [1, 1] } } },
  tasks: Object.fromEntries(tasks.map((task) => [task, { ...regression(), normalizer }])),
});

const on = (layer: layers.Layer, x: SymbolicTensor): SymbolicTensor => layer.apply(x) as SymbolicTensor;

/** Tasks read `w·x` times ±1 and are to be 1, with `w` shared. */
function linear(signs: readonly number[]): LayersModel {
  const x = input({ shape: [2] });
  const shared = on(layers.dense({ units: 1, useBias: false, name: "shared" }), x);
  const heads = signs.map((_, at) =>
    on(layers.dense({ units: 1, useBias: false, name: `head${at}` }), shared),
  );
  const net = model({ inputs: x, outputs: heads });
  net.setWeights([tf.tensor2d([[0.5], [-0.25]]), ...signs.map((sign) => tf.tensor2d([[sign]]))]);
  return net;
}
const ones = (x: number[][], tasks: number): Batch => ({
  inputs: [tf.tensor2d(x)],
  targets: Array.from({ length: tasks }, () => ({ values: tf.ones([x.length, 1]) })),
});

test("gives the cosines and the affinity that are worked out by hand", async () => {
  // One example x = (1, 2): w·x = 0; task 0 has loss (0 − 1)² = 1 and gradient −2x, task 1 loss 1 and gradient 2x,
  // task 2, of twice task 0's sign, gradient −4x. With η = 0.01 task 0's step makes w·x = 0.1, task 2's 0.2.
  const batch = ones([[1, 2]], 3);
  const relations = await taskRelations({
    model: linear([1, -1, 2]),
    spec: specOf(["a", "b", "c"]),
    batch,
    learningRate: 0.01,
  });
  const signs = [1, -1, 1];
  for (const [i, row] of relations!.cosines.entries())
    for (const [j, cosine] of row.entries()) expect(cosine).toBeCloseTo(signs[i]! * signs[j]!, 5);
  const close = (row: readonly number[]): unknown[] => row.map((value) => expect.closeTo(value, 5));
  expect(relations!.affinity).toEqual([
    close([1 - 0.81, 1 - 1.21, 1 - 0.64]),
    close([1 - 1.21, 1 - 0.81, 1 - 1.44]),
    close([1 - 0.64, 1 - 1.44, 1 - 0.36]),
  ]);
});

test("tells gradients at right angles, and those that are 0", async () => {
  const x = input({ shape: [2] });
  const shared = on(layers.dense({ units: 2, useBias: false }), x);
  const heads = [0, 1, 2].map(() => on(layers.dense({ units: 1, useBias: false }), shared));
  const net = model({ inputs: x, outputs: heads });
  const columns = [
    [[1], [0]],
    [[0], [1]],
    [[0], [0]],
  ];
  net.setWeights([tf.eye(2), ...columns.map((column) => tf.tensor2d(column))]);
  const relations = await taskRelations({
    model: net,
    spec: specOf(["a", "b", "c"]),
    batch: ones([[3, 4]], 3),
    learningRate: 0.001,
  });
  expect(relations!.cosines).toEqual([
    [expect.closeTo(1, 6), 0, null],
    [0, expect.closeTo(1, 6), null],
    [null, null, null],
  ]);
});

class DroppingOut extends layers.Layer {
  readonly dropout: Dropout = new Dropout({ rate: 0.5, seed: 3 });
  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const x = [inputs].flat()[0]!;
    return training === true ? this.dropout.apply(x) : x;
  }
  static readonly className = "DroppingOut";
}

test("leaves weights, moving averages and dropout's counter as they were, and no tensor behind", async () => {
  const x = input({ shape: [2] });
  const dropout = new DroppingOut({});
  const normalized = on(layers.batchNormalization(), on(layers.dense({ units: 4 }), x));
  const trunk = on(dropout, normalized);
  const net = model({ inputs: x, outputs: [0, 1].map(() => on(layers.dense({ units: 1 }), trunk)) });
  dropout.dropout.calls = 7;
  const batch = ones([[1, 2], [-1, 3], [0, 1]], 2); // prettier-ignore
  const state = (): number[][] => net.weights.map((weight) => [...weight.read().dataSync()]);
  const [before, tensors] = [state(), tf.memory().numTensors];
  const options = { model: net, spec: specOf(["a", "b"]), batch, learningRate: 0.1 };
  const relations = await taskRelations(options);
  expect(state()).toEqual(before);
  expect(dropout.dropout.calls).toBe(7);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await taskRelations(options)).toEqual(relations);
});

test("has nothing to tell of tasks that share no variable", async () => {
  const x = input({ shape: [2] });
  const net = model({ inputs: x, outputs: [0, 1].map(() => on(layers.dense({ units: 1 }), x)) });
  const options = { model: net, spec: specOf(["a", "b"]), batch: ones([[1, 2]], 2), learningRate: 0.1 };
  expect(await taskRelations(options)).toBeUndefined();
});
