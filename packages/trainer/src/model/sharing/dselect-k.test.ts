import { tensor, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { SmoothStepSelector } from "../layers/smooth-step-selector.ts";
import { dense, relu, softmax, weightedSum } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks, type SmallFeatures } from "../testing/small-features.ts";
import { dselectK } from "./dselect-k.ts";

/** As the paper writes it. */
function smoothStep(t: number, gamma: number): number {
  if (t <= -gamma / 2) return 0;
  if (t >= gamma / 2) return 1;
  return (-2 * t ** 3) / gamma ** 3 + (3 * t) / (2 * gamma) + 0.5;
}

/** The weights that a selector of 2 bits gives the first `experts`. */
function chosen([first = 0, second = 0]: readonly number[], experts: number): number[] {
  return [(1 - first) * (1 - second), first * (1 - second), (1 - first) * second, first * second].slice(
    0,
    experts,
  );
}

const x = [0.3, -0.8];
const gamma = 2;
const k = 2;

function selectors({ weights }: SmallFeatures, task: string, experts: number): number[][] {
  const bits = dense(x, weights(`codes/${task}`)).map((t) => smoothStep(t, gamma));
  return [bits.slice(0, 2), bits.slice(2)].map((selector) => chosen(selector, experts));
}

describe.each([4, 3])("of %i experts", (count) => {
  test("a task takes those that its selectors' bits choose", async () => {
    const features = await smallFeatures(dselectK({ experts: count, k, gamma }));
    const { model, predict, weights } = features;
    const experts = Array.from({ length: count }, (_, index) => {
      const first = relu(dense(x, weights(`expert${index + 1}_dense1`)));
      return relu(dense(first, weights(`expert${index + 1}_dense2`)));
    });
    const expected = tasks.map((task) => {
      const shares = softmax(dense(x, weights(`shares/${task}`)));
      return weightedSum(weightedSum(shares, selectors(features, task, count)), experts);
    });
    expectClose(predict(x), expected);
    expect(model.countParams()).toBe(count * 17 + 2 * (2 * 4 + 4 + 2 * 2 + 2));
  });

  test("the penalty is the selectors' entropy, and what they give to experts that do not exist", async () => {
    const sharing = dselectK({ experts: count, k, gamma, entropy: 0.5 });
    const features = await smallFeatures(sharing);
    const all = tasks.flatMap((task) => selectors(features, task, count));
    const entropy = all
      .flat()
      .map((weight) => -weight * Math.log(weight + 1e-6))
      .reduce((sum, value) => sum + value);
    const missing = all
      .map((weights) => 1 / (weights.reduce((sum, value) => sum + value) + 1e-6))
      .reduce((sum, value) => sum + value);
    const penalty = sharing.penalty?.(features.model, tasks);
    const value = tidy(() => penalty?.([tensor2d([x])]).dataSync()[0]);
    expect(value).toBeCloseTo(0.5 * entropy + (count === 4 ? 0 : missing), 4);
  });
});

test("the smooth step is 0, ½ and 1 where the paper has it, and its width is gamma", () => {
  const values = [-9, -0.5, -0.2, 0, 0.1, 0.5, 9];
  const layer = new SmoothStepSelector({ experts: 2, gamma: 1 });
  const given = tidy(() => [
    ...(layer.apply(tensor(values, [values.length, 1])) as ReturnType<typeof tensor>).dataSync(),
  ]);
  expectClose(
    given.filter((_, index) => index % 2 === 1),
    values.map((t) => smoothStep(t, 1)),
  );
  expect(given.filter((_, index) => index % 2 === 1)).toEqual(expect.arrayContaining([0, 0.5, 1]));
});
