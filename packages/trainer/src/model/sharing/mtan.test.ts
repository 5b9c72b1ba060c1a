import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { batchNormalization, dense, relu, sigmoid } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks } from "../testing/small-features.ts";
import { mtan } from "./mtan.ts";

test("a task keeps of every block's output what its attention lets through", async () => {
  const sharing = mtan();
  const { model, predict, weights } = await smallFeatures(sharing);
  const x = [0.3, -0.8];
  const normalized = (read: number[], name: string): number[] =>
    batchNormalization(dense(read, weights(name)), weights(`${name}_norm`));
  const maskOf = (read: number[], name: string): number[] =>
    sigmoid(normalized(relu(normalized(read, `${name}_inner`)), `${name}_outer`));
  const times = (mask: number[], features: number[]): number[] =>
    mask.map((value, at) => value * (features[at] ?? Number.NaN));
  const first = relu(dense(x, weights("trunk_dense1")));
  const second = relu(dense(first, weights("trunk_dense2")));
  const masks = tasks.map((task) => {
    const below = maskOf(first, `attention1/${task}`);
    const carried = relu(dense(times(below, first), weights("attention_dense2")));
    return [below, maskOf([...second, ...carried], `attention2/${task}`)] as const;
  });
  expectClose(
    predict(x),
    masks.map(([, mask]) => times(mask, second)),
  );
  const attention = (read: number, channels: number): number =>
    read * channels + channels * channels + 8 * channels;
  expect(model.countParams()).toBe(17 + 8 + 2 * (attention(3, 3) + attention(4, 2)));

  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const { matrices } = await sharing.inspect(model, tasks, [tensor2d([x])]);
  expectClose(
    matrices[0]?.values ?? [],
    [0, 1].map((block) => masks.map((mask) => mean(mask[block] ?? []))),
  );
});
