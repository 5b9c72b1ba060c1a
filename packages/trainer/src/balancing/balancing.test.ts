import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import {
  add,
  memory,
  mul,
  setBackend,
  sum,
  tensor1d,
  tidy,
  variableGrads,
  type Scalar,
} from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import type { BalancedTask } from "./balancing.ts";
import { equal } from "./equal.ts";
import { uncertainty } from "./uncertainty.ts";

const tasks: readonly BalancedTask[] = [
  { name: "label", likelihood: "categorical" },
  { name: "size", likelihood: "gaussian" },
];

beforeAll(async () => {
  await setBackend("cpu");
});

test("equal gives every loss weight 1, whatever its size", () => {
  const weights = tidy(() => [
    ...equal()
      .create(tasks, 0)
      .balance(tensor1d([3, 0.1]))
      .weights.dataSync(),
  ]);
  expect(weights).toEqual([1, 1]);
});

test("uncertainty starts at σ = 1: weight 1 for a softmax, ½ for a Gaussian, no penalty", () => {
  const balancer = uncertainty().create(tasks, 0);
  tidy(() => {
    const { weights, penalty } = balancer.balance(tensor1d([3, 0.1]));
    expect([...weights.dataSync()]).toEqual([1, 0.5]);
    expect(penalty?.dataSync()[0]).toBe(0);
  });
  balancer.dispose();
});

test("uncertainty's gradient in s = log σ² is ½ − weight·L", () => {
  const balancer = uncertainty().create(tasks, 0);
  const [logVariances] = balancer.variables;
  logVariances?.assign(tensor1d([0.4, -0.3]));
  const { grads } = variableGrads(() => {
    const losses = tensor1d([2, 5]);
    const { weights, penalty } = balancer.balance(losses);
    return add<Scalar>(sum(mul(weights, losses)), penalty ?? 0);
  }, [...balancer.variables]);
  const gradient = grads[logVariances?.name ?? ""]?.dataSync() ?? [];
  expect(gradient[0]).toBeCloseTo(0.5 - Math.exp(-0.4) * 2, 5);
  expect(gradient[1]).toBeCloseTo(0.5 - 0.5 * Math.exp(0.3) * 5, 5);
});

test("uncertainty gives its tensors back", () => {
  const before = memory().numTensors;
  uncertainty().create(tasks, 0).dispose();
  expect(memory().numTensors).toBe(before);
});
