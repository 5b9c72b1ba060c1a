import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { dense, relu, softmax, weightedSum } from "../testing/by-hand.ts";
import { expectClose } from "../testing/close.ts";
import { smallFeatures, tasks } from "../testing/small-features.ts";
import { mmoe } from "./mmoe.ts";

test("a task reads what its gate mixes of all experts, and the report is the mean gate", async () => {
  const sharing = mmoe({ experts: 3 });
  const { model, predict, weights } = await smallFeatures(sharing);
  const gateOf = (x: readonly number[], task: string): number[] => softmax(dense(x, weights(`gate/${task}`)));
  const x = [0.3, -0.8];
  const experts = [1, 2, 3].map((expert) =>
    relu(dense(relu(dense(x, weights(`expert${expert}_dense1`))), weights(`expert${expert}_dense2`))),
  );
  expectClose(
    predict(x),
    tasks.map((task) => weightedSum(gateOf(x, task), experts)),
  );
  expect(model.countParams()).toBe(3 * 17 + 2 * (2 * 3 + 3));

  const other = [-0.5, 0.9];
  const { matrices } = await sharing.inspect(model, tasks, [tensor2d([x, other])]);
  expectClose(
    matrices[0]?.values ?? [],
    [0, 1, 2].map((expert) =>
      tasks.map((task) => (gateOf(x, task)[expert]! + gateOf(other, task)[expert]!) / 2),
    ),
  );
});
