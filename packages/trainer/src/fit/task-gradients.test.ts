import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { layers, model, input, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { taskGradients } from "./task-gradients.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function network() {
  const x = input({ shape: [3] });
  const on = (layer: { apply(x: SymbolicTensor): unknown }, y: SymbolicTensor): SymbolicTensor =>
    layer.apply(y) as SymbolicTensor;
  const trunk = on(layers.batchNormalization(), on(layers.dense({ units: 4, activation: "tanh" }), x));
  return model({ inputs: x, outputs: [2, 1, 1].map((units) => on(layers.dense({ units }), trunk)) });
}

test("gives each loss's own gradients from one forward pass, and leaves no tensor behind", () => {
  const net = network();
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const batch = tf.randomNormal([5, 3], 0, 1, "float32", 1);
  let passes = 0;
  const losses = (): tf.Scalar[] => {
    passes++;
    const outputs = net.apply(batch, { training: true }) as tf.Tensor[];
    return outputs.map((output) => tf.mean<tf.Scalar>(tf.square(tf.sub(output, 1))));
  };
  const expected = [0, 1, 2].map((task) =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => losses()[task]!, variables);
      return { value: value.dataSync()[0], grads: numbers(grads) };
    }),
  );
  passes = 0;
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const { losses: values, gradients } = taskGradients(
      () => ({ losses: losses() }),
      () => variables,
    );
    expect(gradients.map(numbers)).toEqual(expected.map(({ grads }) => grads));
    expect(values.map((value) => value.dataSync()[0])).toEqual(expected.map(({ value }) => value));
  });
  expect(passes).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
  expect(Object.keys(expected[0]!.grads)).toHaveLength(6);
});

function numbers(grads: tf.NamedTensorMap): Record<string, number[]> {
  return Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, [...grad.dataSync()]]));
}
