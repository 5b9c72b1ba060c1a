import {
  add,
  AdamOptimizer,
  dispose,
  engine,
  memory,
  mul,
  randomUniform,
  setBackend,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  train,
  variable,
  type Optimizer,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { compileStep } from "../compile/compile-step.ts";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "../register.ts";
import "@tensorflow/tfjs-layers";
import { Adam } from "./adam.ts";
import type { KernelOptimizer } from "./kernel-optimizer.ts";
import { Sgd } from "./sgd.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

afterEach(() => {
  engine().disposeVariables();
});

const steps = 10;
const start = { matrix: [1, -2, 3, 0.5, -0.25, 4], bias: [0.5, -1, 0] } as const;

type Weights = readonly [matrix: Variable, bias: Variable];

function weights(): Weights {
  return tidy((): [Variable, Variable] => [
    variable(tensor([...start.matrix], [2, 3])),
    variable(tensor1d([...start.bias])),
  ]);
}

/** A gradient that differs from step to step and from weight to weight. */
function gradients([matrix, bias]: Weights, seed: Tensor): Record<string, Tensor> {
  const slopes = tensor2d([1, -2, 0.5, 3, 0.1, -0.7], [2, 3]);
  return {
    [matrix.name]: add(mul(slopes, seed), mul(matrix, 0.1)),
    [bias.name]: mul(tensor1d([0.3, -0.2, 0]), seed),
  };
}

const modes = ["eager", "compiled"] as const;

/** The weights after some steps, the way that `mode` takes. */
async function descend(
  backend: string,
  create: (targets: Weights) => Optimizer,
  mode: (typeof modes)[number],
  between: (optimizer: Optimizer, step: number) => void = () => {},
): Promise<number[]> {
  await setBackend(backend);
  const targets = weights();
  const optimizer = create(targets);
  const update = (seed: Tensor): void => optimizer.applyGradients(gradients(targets, seed));
  const compiled = compileStep<[Tensor], void>(update);
  for (let at = 0; at < steps; at++)
    tidy(() => {
      between(optimizer, at);
      const seed = tensor1d([Math.sin(at) + 0.1]);
      if (mode === "compiled") compiled.run(seed);
      else update(seed);
    });
  expect(compiled.compiled).toBe(mode === "compiled");
  compiled.dispose();
  optimizer.dispose();
  return targets.flatMap((target) => [...target.dataSync()]);
}

function distance(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, at) => Math.abs(actual[at]! - value)));
}

describe.each(modes)("%s", (mode) => {
  test.each<[string, () => Optimizer, () => KernelOptimizer]>([
    ["Adam", () => train.adam(0.05, 0.9, 0.999, 1e-7), () => new Adam({ learningRate: 0.05 })],
    ["plain SGD", () => train.sgd(0.05), () => new Sgd({ learningRate: 0.05 })],
    ["momentum", () => train.momentum(0.05, 0.9), () => new Sgd({ learningRate: 0.05, momentum: 0.9 })],
    [
      "Nesterov",
      () => train.momentum(0.05, 0.9, true),
      () => new Sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
    ],
  ])("%s ends where tfjs's ends", async (_, theirs, ours) => {
    const expected = await descend("cpu", theirs, "eager");
    expect(distance(await descend(BACKEND_NAME, ours, mode), expected)).toBeLessThan(1e-5);
    expect(distance(await descend("cpu", ours, "eager"), expected)).toBeLessThan(1e-5);
  });

  test("weight decay shrinks matrices before the step, and leaves vectors alone", async () => {
    const learningRate = 0.05;
    const expected = await descend(
      "cpu",
      (targets) => new DecayingAdam(learningRate, 0.3, targets[0]),
      "eager",
    );
    const ours = () => new Adam({ learningRate, weightDecay: 0.3 });
    expect(distance(await descend(BACKEND_NAME, ours, mode), expected)).toBeLessThan(1e-5);
  });

  test("a learning rate set between steps counts from the next one", async () => {
    const create = () => new Sgd({ learningRate: 0.05 });
    const change = (optimizer: Optimizer, step: number): void => {
      if (step === 6) (optimizer as Sgd).learningRate = 0.5;
    };
    const theirs = (optimizer: Optimizer, step: number): void => {
      if (step === 6) (optimizer as ReturnType<typeof train.sgd>).setLearningRate(0.5);
    };
    const expected = await descend("cpu", () => train.sgd(0.05), "eager", theirs);
    expect(distance(await descend(BACKEND_NAME, create, mode, change), expected)).toBeLessThan(1e-5);
  });

  test("gradients are cut to one length, all together", async () => {
    await setBackend(BACKEND_NAME);
    const targets = weights();
    const optimizer = new Sgd({ learningRate: 1, clipNorm: 2 });
    const update = (scale: Tensor): void =>
      optimizer.applyGradients({
        [targets[0].name]: mul(tensor2d([3, 0, 0, 0, 0, 0], [2, 3]), scale),
        [targets[1].name]: mul(tensor1d([0, 4, 0]), scale),
      });
    const step = compileStep<[Tensor], void>(update);
    const moved = (scale: number): number[] => {
      const before = targets.flatMap((target) => [...target.dataSync()]);
      tidy(() => {
        if (mode === "compiled") step.run(tensor1d([scale]));
        else update(tensor1d([scale]));
      });
      return targets.flatMap((target) => [...target.dataSync()]).map((value, at) => before[at]! - value);
    };
    for (let at = 0; at < 5; at++)
      expect(distance(moved(10), [1.2, 0, 0, 0, 0, 0, 0, 1.6, 0])).toBeLessThan(1e-5);
    expect(distance(moved(0.1), [0.3, 0, 0, 0, 0, 0, 0, 0.4, 0])).toBeLessThan(1e-5);
    expect(distance(moved(0), [0, 0, 0, 0, 0, 0, 0, 0, 0])).toBeLessThan(1e-5);
  });
});

/** AdamW in tfjs's own terms. */
class DecayingAdam extends AdamOptimizer {
  readonly #share: number;
  readonly #target: Variable;

  constructor(learningRate: number, weightDecay: number, target: Variable) {
    super(learningRate, 0.9, 0.999, 1e-7);
    this.#share = 1 - learningRate * weightDecay;
    this.#target = target;
  }

  override applyGradients(given: Parameters<AdamOptimizer["applyGradients"]>[0]): void {
    tidy(() => this.#target.assign(mul(this.#target, this.#share)));
    super.applyGradients(given);
  }
}

test("an optimizer gives back its tensors", async () => {
  await setBackend(BACKEND_NAME);
  const targets = weights();
  const before = memory().numTensors;
  for (const optimizer of [new Adam({ clipNorm: 1 }), new Sgd({ momentum: 0.9 })]) {
    for (let at = 0; at < 2; at++) tidy(() => optimizer.applyGradients(gradients(targets, tensor1d([1]))));
    optimizer.dispose();
  }
  expect(memory().numTensors).toBe(before);
  dispose([...targets]);
});

test("variables that the loss does not depend on stay as they are", async () => {
  await setBackend(BACKEND_NAME);
  const [matrix, bias] = weights();
  const optimizer = new Adam({ clipNorm: 1 });
  tidy(() => {
    optimizer.minimize(() => sum(matrix), false, [matrix, bias]);
  });
  expect([...bias.dataSync()]).toEqual([...start.bias]);
  expect(matrix.dataSync()[0]).toBeLessThan(start.matrix[0]);
  optimizer.dispose();
});

test.each<[() => unknown, string]>([
  [() => new Adam({ learningRate: 0 }), "learningRate should be strictly positive. Received 0"],
  [() => new Adam({ beta2: 1 }), "beta2 should be in [0, 1). Received 1"],
  [() => new Adam({ weightDecay: -1 }), "weightDecay should be 0 or more. Received -1"],
  [() => new Sgd({ momentum: Number.NaN }), "momentum should be in [0, 1). Received NaN"],
  [() => new Sgd({ clipNorm: 0 }), "clipNorm should be strictly positive. Received 0"],
])("refuses a bad hyperparameter (%#)", (create, message) => {
  expect(create).toThrow(message);
});

test.each([
  ["Adam", () => new Adam({ weightDecay: 0.1 })],
  ["Sgd", () => new Sgd({ learningRate: 0.1, momentum: 0.9 })],
] as const)("%s updates a long variable, lot by lot, to the bit as in one piece", async (_, create) => {
  await setBackend(BACKEND_NAME);
  const length = 2 ** 18 + 5;
  const run = (mode: (typeof modes)[number]): Float32Array => {
    const target = variable(randomUniform([length, 1], -1, 1, "float32", 3));
    const optimizer = create();
    const update = (seed: Tensor): void => optimizer.applyGradients({ [target.name]: mul(target, seed) });
    const step = compileStep<[Tensor], void>(update);
    for (let at = 0; at < 4; at++)
      tidy(() => {
        const seed = tensor1d([at + 1]);
        if (mode === "compiled") step.run(seed);
        else update(seed);
      });
    const values = target.dataSync() as Float32Array;
    for (const owned of [target, step, optimizer]) owned.dispose();
    return values;
  };
  expect(run("eager")).toEqual(run("compiled"));
});
