import { expect, test } from "vitest";
import { dense, relu } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks } from "../testing/small-features.ts";
import { crossStitch } from "./cross-stitch.ts";

test("after every block a task reads on from both towers, channel by channel", async () => {
  const sharing = crossStitch();
  const { model, predict, weights } = await smallFeatures(sharing);
  const x = [0.3, -0.8];
  const stitched = (towers: readonly number[][], block: number): number[][] =>
    tasks.map((task) => {
      const [[ownStitch, otherStitch] = []] = [weights(`stitch${block}/${task}`)[0]];
      return (towers[0] ?? []).map(
        (value, channel) =>
          value * (ownStitch?.[channel] ?? Number.NaN) +
          (towers[1]?.[channel] ?? Number.NaN) * (otherStitch?.[channel] ?? Number.NaN),
      );
    });
  const block = (features: readonly number[][], layer: number): number[][] =>
    tasks.map((task, at) => relu(dense(features[at] ?? [], weights(`tower/${task}_dense${layer}`))));
  const first = stitched(block([x, x], 1), 1);
  expectClose(predict(x), stitched(block(first, 2), 2));
  expect(model.countParams()).toBe(2 * 17 + 2 * 2 * (3 + 2));
  const { matrices } = await sharing.inspect(model, tasks, []);
  expect(matrices.map(({ name }) => name)).toEqual(["block 1", "block 2"]);
  const [row = []] = weights("stitch2/b")[0] ?? [];
  expect(matrices[1]?.values[1]?.[0]).toBeCloseTo((row[0]! + row[1]!) / 2, 5);
});

test("stitches start near the identity, between equal towers", async () => {
  const { model, weights } = await smallFeatures(crossStitch({ own: 0.7 }), { drawn: false });
  expectClose(weights("stitch1/b")[0] ?? [], [
    [0.3, 0.3, 0.3],
    [0.7, 0.7, 0.7],
  ]);
  const kernels = tasks.map((task) => weights(`tower/${task}_dense1`)[0]);
  expect(kernels[0]).toEqual(kernels[1]);
  expect(model.getLayer("stitch1/b").trainableWeights).toHaveLength(1);
});
