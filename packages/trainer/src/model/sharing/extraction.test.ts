import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { dense, relu, softmax, weightedSum } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks, type SmallFeatures } from "../testing/small-features.ts";
import { cgc } from "./cgc.ts";
import { ple } from "./ple.ts";

const x = [0.3, -0.8];

function gated({ weights }: SmallFeatures, name: string, read: number[], among: number[][]): number[] {
  return weightedSum(softmax(dense(read, weights(name))), among);
}

test("CGC: a task's gate mixes its own trunks and the shared ones", async () => {
  const sharing = cgc({ specificExperts: 2 });
  const features = await smallFeatures(sharing);
  const { model, predict, weights } = features;
  const expert = (name: string): number[] =>
    relu(dense(relu(dense(x, weights(`level1/${name}_dense1`))), weights(`level1/${name}_dense2`)));
  const expected = tasks.map((task) => {
    const among = [expert(`specific1/${task}`), expert(`specific2/${task}`), expert("shared1")];
    return gated(features, `level1/gate/${task}`, x, among);
  });
  expectClose(predict(x), expected);
  expect(model.countParams()).toBe(5 * 17 + 2 * (2 * 3 + 3));

  const { matrices } = await sharing.inspect(model, tasks, [tensor2d([x])]);
  const [a = [], b = []] = tasks.map((task) => softmax(dense(x, weights(`level1/gate/${task}`))));
  expect(matrices[0]).toMatchObject({ rows: ["a 1", "a 2", "b 1", "b 2", "shared 1"], columns: tasks });
  expectClose(matrices[0]?.values ?? [], [
    [a[0]!, 0],
    [a[1]!, 0],
    [0, b[0]!],
    [0, b[1]!],
    [a[2]!, b[2]!],
  ]);
});

test("PLE: levels read what the gates of the level before mixed, the shared gate all experts", async () => {
  const sharing = ple({ levels: 2 });
  const features = await smallFeatures(sharing);
  const { model, predict, weights } = features;
  const expert = (name: string, read: number[]): number[] => relu(dense(read, weights(name)));
  const specific = tasks.map((task) => expert(`level1/specific1/${task}_dense1`, x));
  const shared = expert("level1/shared1_dense1", x);
  const own = tasks.map((task, at) =>
    gated(features, `level1/gate/${task}`, x, [specific[at] ?? [], shared]),
  );
  const all = gated(features, "level1/gate", x, [...specific, shared]);
  const sharedAbove = expert("level2/shared1_dense2", all);
  const expected = tasks.map((task, at) => {
    const read = own[at] ?? [];
    return gated(features, `level2/gate/${task}`, read, [
      expert(`level2/specific1/${task}_dense2`, read),
      sharedAbove,
    ]);
  });
  expectClose(predict(x), expected);
  const gates = 2 * (2 * 2 + 2) + (2 * 3 + 3) + 2 * (3 * 2 + 2);
  expect(model.countParams()).toBe(3 * 17 + gates);

  const { matrices } = await sharing.inspect(model, tasks, [tensor2d([x])]);
  expect(matrices.map(({ name, columns }) => [name, columns])).toEqual([
    ["level 1", ["a", "b", "shared"]],
    ["level 2", ["a", "b"]],
  ]);
  const sharedGate = softmax(dense(x, weights("level1/gate")));
  expectClose(
    (matrices[0]?.values ?? []).map((row) => row[2] ?? Number.NaN),
    sharedGate,
  );
});

test("levels are runs of blocks, the longer first, and no more than blocks", async () => {
  const { model } = await smallFeatures(ple(), { units: [3, 4, 2] });
  expect(model.getLayer("level1/shared1_dense2").countParams()).toBe(3 * 4 + 4);
  expect(model.getLayer("level2/shared1_dense3").countParams()).toBe(4 * 2 + 2);
  await expect(smallFeatures(ple({ levels: 3 }))).rejects.toThrow(
    "ple({ levels }) should be at most the number of the trunk's blocks, 2; received 3",
  );
});
