import {
  sum,
  tensor1d,
  tensor2d,
  tidy,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { randomSource } from "../../data/random.ts";
import type { Branch } from "../layers/branch.ts";
import { dense, relu, softmax } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks } from "../testing/small-features.ts";
import { ltb } from "./ltb.ts";

const x = [0.3, -0.8];

/** What the tasks read while training. */
function trained(model: LayersModel): number[][] {
  return tidy(() =>
    [model.apply(tensor2d([x]), { training: true }) as Tensor | Tensor[]]
      .flat()
      .map((features) => [...features.dataSync()]),
  );
}

/** Of the sum of the first task's features. */
function gradientOf(model: LayersModel, branch: Branch): number[] {
  return tidy(() => {
    const features = (): Scalar =>
      sum((model.apply(tensor2d([[1, 2]]), { training: true }) as Tensor[])[0] ?? []);
    const { grads } = variableGrads(features, [branch.trainableWeights[0]?.read() as Variable]);
    return Object.values(grads).flatMap((tensor) => [...tensor.dataSync()]);
  });
}

test("in inference every node, and every task, reads its likeliest parent alone", async () => {
  const sharing = ltb({ nodes: 3 });
  const { model, predict, weights } = await smallFeatures(sharing);
  const choice = (name: string): number => {
    const logits = (weights(name)[0] ?? []).flat();
    return logits.indexOf(Math.max(...logits)) + 1;
  };
  const first = (node: number): number[] => relu(dense(x, weights(`node${node}_dense1`)));
  const second = (node: number): number[] =>
    relu(dense(first(choice(`branch2/node${node}`)), weights(`node${node}_dense2`)));
  expectClose(
    predict(x),
    tasks.map((task) => second(choice(`branch/${task}`))),
  );
  expect(model.countParams()).toBe(3 * 17 + 3 * 3 + 2 * 3);
  const { matrices } = await sharing.inspect(model, tasks, []);
  expect(matrices.map(({ name, rows }) => [name, rows.length])).toEqual([
    ["block 2", 3],
    ["heads", 2],
  ]);
  expectClose(matrices[1]?.values[1] ?? [], softmax((weights("branch/b")[0] ?? []).flat()));
});

test("what is drawn while training follows the logits' probabilities, and comes again with seed and step", async () => {
  const sharing = ltb();
  const { model, weights } = await smallFeatures(sharing, { units: [3] });
  const [one, two] = [1, 2].map((node) => relu(dense(x, weights(`node${node}_dense1`))));
  const draws = Array.from({ length: 400 }, (_, step) => {
    sharing.beforeStep?.(model, step, 1200);
    return trained(model)[0]!;
  });
  const isOne = draws.map((features) => Math.abs(features[0]! - one![0]!) < 1e-5);
  const isTwo = draws.map((features) => Math.abs(features[0]! - two![0]!) < 1e-5);
  expect(isOne.every((value, at) => value !== isTwo[at])).toBe(true);
  const share = isOne.filter(Boolean).length / draws.length;
  const [probability = 0] = softmax((weights("branch/a")[0] ?? []).flat());
  // Four standard deviations of the share of 400 draws.
  expect(Math.abs(share - probability)).toBeLessThan(
    4 * Math.sqrt((probability * (1 - probability)) / draws.length),
  );
  sharing.beforeStep?.(model, 17, 1200);
  expect(trained(model)[0]).toEqual(draws[17]);
});

test("logits get the gradient of the soft choice at the step's temperature", async () => {
  const sharing = ltb({ temperature: 4 });
  const { model, weights } = await smallFeatures(sharing, { units: [1] });
  const step = 3;
  sharing.beforeStep?.(model, step, 1200);
  const branch = model.getLayer("branch/a") as Branch;
  const gradient = gradientOf(model, branch);
  const random = randomSource(branch.seed, "branch", step);
  const logits = (weights("branch/a")[0] ?? []).flat();
  const noisy = logits.map((logit) => logit - Math.log(-Math.log(1 - random.uniform())));
  const temperature = 4 / Math.sqrt(step + 1);
  const [p = 0, q = 0] = softmax(noisy.map((value) => value / temperature));
  const [one = 0, two = 0] = [1, 2].flatMap((node) => relu(dense([1, 2], weights(`node${node}_dense1`))));
  const expected = (p * q * (one - two)) / temperature;
  expect(Math.abs(expected)).toBeGreaterThan(0.01);
  expectClose(gradient, [expected, -expected]);
});

test("after the search a step trains the likeliest tree, which stays as it is", async () => {
  const sharing = ltb({ search: 0.25 });
  const { model, predict, weights } = await smallFeatures(sharing);
  const before = predict(x);
  const drawn = Array.from({ length: 10 }, (_, step) => {
    sharing.beforeStep?.(model, step, 40);
    return trained(model);
  });
  expect(drawn.some((features) => features[0]![0] !== before[0]![0])).toBe(true);
  sharing.beforeStep?.(model, 10, 40);
  const settled = weights("branch/a")[0]!.flat();
  expect(Math.max(...softmax(settled))).toBeCloseTo(1, 6);
  expectClose(gradientOf(model, model.getLayer("branch/a") as Branch), [0, 0]);
  for (let step = 11; step < 40; step++) {
    sharing.beforeStep?.(model, step, 40);
    expectClose(trained(model), before);
  }
  expect(weights("branch/a")[0]!.flat()).toEqual(settled);
  expect(predict(x)).toEqual(before);
});

test("a run that goes on after its tree is settled leaves it, and one of fewer epochs settles it late", async () => {
  const sharing = ltb({ search: 0.25 });
  const logitsOf = async (start: readonly number[], step: number): Promise<number[]> => {
    const { model, weights } = await smallFeatures(sharing, { units: [3] });
    tidy(() => model.getLayer("branch/a").setWeights([tensor1d([...start])]));
    sharing.beforeStep?.(model, step, 40);
    return weights("branch/a")[0]!.flat();
  };
  const settled = await logitsOf([0.25, 0.5], 10);
  expect(settled).toEqual([0.25, 20.5]);
  expect(await logitsOf(settled, 11)).toEqual(settled);
  expect(await logitsOf([0.25, 0.5], 30)).toEqual(settled);
});
