import { tidy } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { dense, relu } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks } from "../testing/small-features.ts";
import { softSharing } from "./soft-sharing.ts";

test("each task has a tower of its own", async () => {
  const { model, predict, weights } = await smallFeatures(softSharing());
  const x = [0.3, -0.8];
  const tower = (task: string): number[] => {
    const first = relu(dense(x, weights(`tower/${task}/net_dense1`)));
    return relu(dense(first, weights(`tower/${task}/net_dense2`)));
  };
  expectClose(predict(x), tasks.map(tower));
  expect(model.countParams()).toBe(2 * (2 * 3 + 3 + 3 * 2 + 2));
});

test("the penalty is the squared distance of every pair of towers, and the report its root mean square", async () => {
  const sharing = softSharing({ strength: 0.5 });
  const { model } = await smallFeatures(sharing);
  const [a = [], b = []] = tasks.map((task) =>
    model.layers
      .filter(({ name }) => name.startsWith(`tower/${task}/`))
      .flatMap((layer) => layer.getWeights().flatMap((weight) => [...weight.dataSync()])),
  );
  const distance = a.reduce((sum, value, index) => sum + (value - (b[index] ?? 0)) ** 2, 0);
  expect(tidy(() => sharing.penalty?.(model, tasks)([]).dataSync()[0])).toBeCloseTo(0.5 * distance, 5);
  const rms = Math.sqrt(distance / a.length);
  const { matrices } = await sharing.inspect(model, tasks, []);
  expectClose(matrices[0]?.values ?? [], [
    [0, rms],
    [rms, 0],
  ]);
});

test("towers start equal, without a penalty", async () => {
  const sharing = softSharing();
  const { model, predict } = await smallFeatures(sharing, { drawn: false });
  const [a, b] = predict([1, 2]);
  expect(a).toEqual(b);
  expect(tidy(() => sharing.penalty?.(model, tasks)([]).dataSync()[0])).toBe(0);
});

test("tasks whose names begin alike keep their towers apart", async () => {
  const sharing = softSharing();
  const { model } = await smallFeatures(sharing);
  const { matrices } = await sharing.inspect(model, ["a", "a_b"], []);
  expect(matrices[0]?.values[1]?.[1]).toBe(0);
});
