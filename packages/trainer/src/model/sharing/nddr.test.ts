import { expect, test } from "vitest";
import { batchNormalization, dense, relu } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks } from "../testing/small-features.ts";
import { nddr } from "./nddr.ts";

test("after every block a task reads on from both towers' channels, reduced, normalized and cut at 0", async () => {
  const { model, predict, weights } = await smallFeatures(nddr());
  const x = [0.3, -0.8];
  const block = (features: readonly number[][], layer: number): number[][] => {
    const towers = tasks.map((task, at) =>
      relu(dense(features[at] ?? [], weights(`tower/${task}_dense${layer}`))),
    );
    return tasks.map((task) => {
      const reduced = dense(towers.flat(), weights(`stitch${layer}/${task}`));
      return relu(batchNormalization(reduced, weights(`stitch${layer}/${task}_norm`)));
    });
  };
  expectClose(predict(x), block(block([x, x], 1), 2));
  const fusion = (channels: number): number => 2 * channels * channels + 4 * channels;
  expect(model.countParams()).toBe(2 * 17 + 2 * (fusion(3) + fusion(2)));
});

test("a task starts with its own channels and some of the others', as the report tells", async () => {
  const sharing = nddr({ own: 0.8 });
  const { model, weights } = await smallFeatures(sharing, { drawn: false });
  expectClose(weights("stitch2/a")[0] ?? [], [
    [0.8, 0],
    [0, 0.8],
    [0.2, 0],
    [0, 0.2],
  ]);
  const { matrices } = await sharing.inspect(model, tasks, []);
  expect(matrices).toHaveLength(2);
  expectClose(
    matrices.map(({ values }) => values),
    [0, 1].map(() => [
      [0.8, 0.2],
      [0.2, 0.8],
    ]),
  );
});
