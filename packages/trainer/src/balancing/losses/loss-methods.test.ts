import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import { compileStep, registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import {
  add,
  memory,
  mul,
  setBackend,
  square,
  sum,
  tensor1d,
  tidy,
  variable,
  variableGrads,
  type Scalar,
  type Tensor1D,
  type Variable,
} from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LossBalancer, LossBalancing } from "../balancing.ts";
import { balancingMethods } from "../methods.ts";
import "../testing/all-close.ts";
import { someTasks } from "../testing/tasks.ts";
import { dwa } from "./dwa.ts";
import { equal } from "./equal.ts";
import { famo } from "./famo.ts";
import { fixedWeights } from "./fixed-weights.ts";
import { geometric } from "./geometric.ts";
import { imtlL } from "./imtl-l.ts";
import { rlw } from "./rlw.ts";
import { scaleInvariant } from "./scale-invariant.ts";
import { stch } from "./stch.ts";
import { uncertainty } from "./uncertainty.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

beforeEach(async () => {
  await setBackend("cpu");
});

const objective = (balancer: LossBalancer, losses: Tensor1D): Scalar => {
  const { weights, penalty } = balancer.balance(losses);
  return add<Scalar>(sum(mul(weights, losses)), penalty ?? 0);
};

/** The gradient of a method's objective in the losses `[T]`. */
function lossGradient(balancer: LossBalancer, losses: readonly number[]): number[] {
  return tidy(() => {
    const x = variable(tensor1d([...losses]), true);
    const { grads } = variableGrads(() => objective(balancer, x), [x]);
    return [...(grads[x.name]?.dataSync() ?? [])];
  });
}

function weightsOf(balancer: LossBalancer, losses: readonly number[]): number[] {
  return tidy(() => [...balancer.balance(tensor1d([...losses])).weights.dataSync()]);
}

const losses = [0.8, 2.5, 0.3];

const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** By central differences. */
function slopes(f: (losses: readonly number[]) => number): number[] {
  const moved = (index: number, by: number): number => f(losses.map((x, at) => (at === index ? x + by : x)));
  return losses.map((_, index) => (moved(index, 1e-6) - moved(index, -1e-6)) / 2e-6);
}

test.each<[LossBalancing, (losses: readonly number[]) => number]>([
  [equal(), total],
  [fixedWeights({ a: 3, c: 0 }), ([a = 0, b = 0]) => 3 * a + b],
  [geometric(), (all) => all.reduce((product, loss) => product * loss, 1) ** (1 / 3)],
  [scaleInvariant(), (all) => total(all.map(Math.log))],
  [stch({ mu: 0.5 }), (all) => 0.5 * Math.log(total(all.map((loss) => Math.exp(loss / 0.5))))],
  [
    stch({ mu: 2, preferences: { a: 3 }, ideal: { b: 1.5 } }),
    ([a = 0, b = 0, c = 0]) =>
      2 * Math.log(Math.exp((3 * a) / 2) + Math.exp((b - 1.5) / 2) + Math.exp(c / 2)),
  ],
  [
    famo({ minimum: { b: -1 } }),
    ([a = 0, b = 0, c = 0]) => {
      const constant = total([0.8, 3.5, 0.3].map((distance) => 1 / 3 / distance));
      return (Math.log(a) + Math.log(b + 1) + Math.log(c)) / 3 / constant;
    },
  ],
  [uncertainty(), ([a = 0, b = 0, c = 0]) => a / 2 + b + c / 2],
  [imtlL(), total],
  [dwa(), total],
])("$name has the gradient of its published objective", (method, published) => {
  const balancer = method.create(someTasks(3), 0);
  expect(lossGradient(balancer, losses)).toBeAllClose(slopes(published), { atol: 1e-6, rtol: 1e-5 });
  balancer.dispose();
});

test("geometric's objective is the geometric mean itself", () => {
  const balancer = geometric().create(someTasks(2), 0);
  expect(tidy(() => objective(balancer, tensor1d([2, 8])).dataSync()[0])).toBeCloseTo(4, 5);
});

test("stch with a small μ is the worst loss, without overflow", () => {
  const balancer = stch({ mu: 1e-6 }).create(someTasks(3), 0);
  expect(weightsOf(balancer, [1e4, 2e4, 3])).toEqual([0, 1, 0]);
});

test("losses of 0 leave every method's weights finite", () => {
  for (const create of balancingMethods.values()) {
    const method = create();
    if (method.kind !== "losses") continue;
    const balancer = method.create(someTasks(2), 0);
    balancer.beforeStep?.();
    expect(weightsOf(balancer, [0, 1])).toSatisfy(allFinite);
    tidy(() => balancer.afterUpdate?.(tensor1d([0, 1]), tensor1d([0, 0])));
    balancer.endEpoch?.([0, 1]);
    balancer.endEpoch?.([0, 0]);
    expect(weightsOf(balancer, [0, 1])).toSatisfy(allFinite);
    balancer.dispose();
  }
});

test("famo counts a loss below its minimum as one at it", () => {
  const balancer = famo({ minimum: { b: 0.5 } }).create(someTasks(2), 0);
  expect(weightsOf(balancer, [1, 0.4])).toEqual(weightsOf(balancer, [1, 0.5]));
  tidy(() => balancer.afterUpdate?.(tensor1d([1, 0.6]), tensor1d([1, 0.4])));
  expect(weightsOf(balancer, [1, 0.4])).toSatisfy(allFinite);
  balancer.dispose();
});

describe("uncertainty", () => {
  test("starts at σ = 1: weight 1 for a softmax, ½ for a Gaussian, no penalty", () => {
    const balancer = uncertainty().create(someTasks(2), 0);
    tidy(() => {
      const { weights, penalty } = balancer.balance(tensor1d([3, 0.1]));
      expect([...weights.dataSync()]).toEqual([0.5, 1]);
      expect(penalty?.dataSync()[0]).toBe(0);
    });
    balancer.dispose();
  });

  test("has the gradient ½ − weight·L in s = log σ²", () => {
    expect(ownGradient(uncertainty(), [0.4, -0.3], [2, 5])).toBeAllClose([
      0.5 - 0.5 * Math.exp(-0.4) * 2,
      0.5 - Math.exp(0.3) * 5,
    ]);
  });
});

test("imtl-l's scales have the gradient e^s·L − 1", () => {
  expect(ownGradient(imtlL(), [0.4, -0.3], [2, 5])).toBeAllClose([
    Math.exp(0.4) * 2 - 1,
    Math.exp(-0.3) * 5 - 1,
  ]);
});

function ownGradient(method: LossBalancing, at: readonly number[], values: readonly number[]): number[] {
  const balancer = method.create(someTasks(2), 0);
  const [own] = balancer.variables;
  const gradient = tidy(() => {
    own?.assign(tensor1d([...at]));
    const { grads } = variableGrads(
      () => objective(balancer, tensor1d([...values])),
      [...balancer.variables],
    );
    return [...(grads[own?.name ?? ""]?.dataSync() ?? [])];
  });
  balancer.dispose();
  return gradient;
}

test("dwa weighs by the last two epochs' rates, from the third epoch on", () => {
  const balancer = dwa().create(someTasks(2), 0);
  balancer.endEpoch?.([4, 1]);
  expect(weightsOf(balancer, [9, 9])).toEqual([1, 1]);
  balancer.endEpoch?.([2, 0.9]);
  const [a, b] = [Math.exp(0.5 / 2), Math.exp(0.9 / 2)];
  expect(weightsOf(balancer, [9, 9])).toBeAllClose([(2 * a) / (a + b), (2 * b) / (a + b)]);
  balancer.endEpoch?.([1, 0.45]);
  expect(weightsOf(balancer, [9, 9])).toBeAllClose([1, 1]);
  balancer.dispose();
});

test("rlw draws new weights of sum 1 in every step, the same for the same seed", () => {
  const draw = (seed: number): number[][] => {
    const balancer = rlw().create(someTasks(3), seed);
    const drawn = Array.from({ length: 200 }, () => {
      balancer.beforeStep?.();
      return weightsOf(balancer, [1, 1, 1]);
    });
    balancer.dispose();
    return drawn;
  };
  const drawn = draw(1);
  for (const weights of drawn) expect(total(weights)).toBeCloseTo(1, 5);
  expect(new Set(drawn.map(([weight]) => weight)).size).toBe(200);
  expect(total(drawn.map(([weight = 0]) => weight)) / 200).toBeCloseTo(1 / 3, 1);
  expect(draw(1)).toEqual(drawn);
  expect(draw(2)).not.toEqual(drawn);
});

const allFinite = (values: readonly number[]): boolean => values.every(Number.isFinite);

const lossMethods = [...balancingMethods.values()]
  .map((create) => create())
  .filter((method): method is LossBalancing => method.kind === "losses");

describe.each(lossMethods)("$name", (method) => {
  test("gives its tensors back", () => {
    const before = memory().numTensors;
    run(method, 4).finish();
    expect(memory().numTensors).toBe(before);
  });

  test("goes on from a checkpoint as if there had been none", () => {
    const whole = run(method, 8);
    const first = run(method, 5);
    const second = run(method, 3, first);
    expect(second.weights).toEqual(whole.weights.slice(5));
    for (const part of [whole, first, second]) part.finish();
  });

  test("becomes part of a compiled step, with the same results", async () => {
    const expected = run(method, 8);
    expected.finish();
    await setBackend("onnxruntime");
    const actual = run(method, 8);
    actual.finish();
    expect(actual.reason).toBeUndefined();
    for (const [step, weights] of expected.weights.entries())
      expect(actual.weights[step]).toBeAllClose(weights, { atol: 2e-5, rtol: 1e-4 });
  });
});

interface Run {
  readonly weights: number[][];
  readonly reason: string | undefined;
  readonly balancer: LossBalancer;
  readonly parameters: number[];
  finish(): void;
}

/** Steps of gradient descent on two losses of two parameters, an epoch every other step. */
function run(method: LossBalancing, steps: number, from?: Run): Run {
  const balancer = method.create(someTasks(2), 4);
  const point = tidy(() => variable(tensor1d(from?.parameters ?? [2, -1]), true));
  const [before, drawn] = [0, 1].map(() => tidy(() => variable(tensor1d([0, 0]), false))) as [
    Variable,
    Variable,
  ];
  const all = [...balancer.variables, ...balancer.state];
  if (from !== undefined) {
    tidy(() => {
      const saved = [...from.balancer.variables, ...from.balancer.state];
      for (const [index, item] of all.entries()) item.assign(saved[index]!.clone());
    });
    balancer.restore(JSON.parse(JSON.stringify(from.balancer.save())) as { json: unknown });
  }
  const lossesAt = (): Tensor1D => add(mul(square(add(point, [-1, 1.5])), [1, 3]), [0.1, 0.2]);
  const compiled = compileStep(() => {
    const trained = [point, ...balancer.variables];
    const { grads } = variableGrads(() => {
      const now = lossesAt();
      before.assign(now);
      return objective(balancer, now);
    }, trained);
    drawn.assign(balancer.balance(before as Tensor1D).weights);
    for (const item of trained) item.assign(add(item, mul(grads[item.name]!, -0.01)));
    balancer.afterUpdate?.(before as Tensor1D, lossesAt());
  });
  const weights = Array.from({ length: steps }, (_, step) => {
    balancer.beforeStep?.();
    compiled.run();
    if ((step + (from?.weights.length ?? 0)) % 2 === 1) balancer.endEpoch?.([...before.dataSync()]);
    return [...drawn.dataSync()];
  });
  return {
    weights,
    reason: compiled.reason,
    balancer,
    parameters: [...point.dataSync()],
    finish() {
      compiled.dispose();
      balancer.dispose();
      point.dispose();
      before.dispose();
      drawn.dispose();
    },
  };
}
