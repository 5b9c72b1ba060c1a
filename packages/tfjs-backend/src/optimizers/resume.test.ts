import {
  dispose,
  engine,
  memory,
  setBackend,
  tensor,
  tidy,
  train,
  type DataType,
  type Optimizer,
  type Scalar,
  type Tensor,
  type TypedArray,
} from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { compileStep } from "../compile/compile-step.ts";
import { samples, trainingStep, type Batch, type Sample } from "../compile/testing/models.ts";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "../register.ts";
import { Adam } from "./adam.ts";
import { Dropout } from "./dropout.ts";
import type { KernelOptimizer } from "./kernel-optimizer.ts";
import { Sgd } from "./sgd.ts";

beforeAll(async () => {
  registerOnnxRuntimeBackend({ threads: 2 });
  await setBackend(BACKEND_NAME);
});

afterEach(() => {
  engine().disposeVariables();
});

/** A tensor as it would be in a file. */
interface Saved {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: DataType;
  readonly values: TypedArray;
}

interface Checkpoint {
  readonly weights: readonly Saved[];
  readonly optimizer: readonly Saved[];
  readonly dropoutCalls: number;
}

interface Training {
  readonly network: Sample;
  readonly optimizer: KernelOptimizer;
  readonly dropout: Dropout;
}

function saved(name: string, given: Tensor): Saved {
  return { name, shape: given.shape, dtype: given.dtype, values: given.dataSync().slice() };
}

async function save({ network, optimizer, dropout }: Training): Promise<Checkpoint> {
  const [iterations, ...slots] = await optimizer.getWeights();
  const state = [iterations!, ...slots].map(({ name, tensor: value }) => saved(name, value));
  dispose(iterations!.tensor);
  const weights = network.model.getWeights().map((weight, index) => saved(`${index}`, weight));
  return { weights, optimizer: state, dropoutCalls: dropout.calls };
}

async function restore({ network, optimizer, dropout }: Training, checkpoint: Checkpoint): Promise<void> {
  const tensors = (list: readonly Saved[]) =>
    list.map(({ name, shape, dtype, values }) => ({ name, tensor: tensor(values, shape, dtype) }));
  const [weights, state] = [tensors(checkpoint.weights), tensors(checkpoint.optimizer)];
  network.model.setWeights(weights.map((weight) => weight.tensor));
  await optimizer.setWeights(state);
  dispose([weights, state] as never);
  dropout.calls = checkpoint.dropoutCalls;
}

/** Trains a network made anew from one step to another, each fourth batch a smaller one. */
async function trained(
  createOptimizer: () => KernelOptimizer,
  mode: "eager" | "compiled",
  from: number,
  to: number,
  start?: Checkpoint,
): Promise<Checkpoint> {
  const training = {
    network: samples.cnn(),
    optimizer: createOptimizer(),
    dropout: new Dropout({ rate: 0.3, seed: 5 }),
  };
  if (start !== undefined) await restore(training, start);
  const update = trainingStep(training.network, training.optimizer);
  const step = (...[x, ...targets]: Batch): Scalar => update(training.dropout.apply(x), ...targets);
  const compiled = compileStep(step);
  for (let at = from; at < to; at++)
    tidy(() => {
      const batch = training.network.batch(at % 4 === 3 ? 5 : 8, at);
      return mode === "compiled" ? compiled.run(...batch) : step(...batch);
    }).dispose();
  expect(compiled.graphs.size > 0).toBe(mode === "compiled");
  const checkpoint = await save(training);
  compiled.dispose();
  training.optimizer.dispose();
  training.dropout.dispose();
  training.network.model.dispose();
  engine().disposeVariables();
  return checkpoint;
}

const optimizers: Readonly<Record<string, () => KernelOptimizer>> = {
  Adam: () => new Adam({ learningRate: 0.01 }),
  "AdamW, clipped": () => new Adam({ learningRate: 0.01, weightDecay: 0.1, clipNorm: 0.5 }),
  "SGD with momentum": () => new Sgd({ learningRate: 0.05, momentum: 0.9 }),
};

describe.each(["eager", "compiled"] as const)("%s", (mode) => {
  test.each(Object.entries(optimizers))(
    "%s goes on from a saved state as if it had not been interrupted, to the bit",
    async (_, create) => {
      const whole = await trained(create, mode, 0, 10);
      const half = await trained(create, mode, 0, 5);
      const rest = await trained(create, mode, 5, 10, half);
      const values = ({ weights, optimizer }: Checkpoint) =>
        [...weights, ...optimizer].map((item) => [...item.values]);
      expect(values(rest)).toEqual(values(whole));
      expect(rest.dropoutCalls).toBe(whole.dropoutCalls);
      expect(values(half)).not.toEqual(values(whole));
    },
  );
});

/** An optimizer after two steps on a small network. */
function stepped<T extends Optimizer>(optimizer: T): T {
  const network = samples.mlp();
  const step = trainingStep(network, optimizer);
  for (let at = 0; at < 2; at++) tidy(() => step(...network.batch(4, at)));
  return optimizer;
}

test("a state has the names and shapes that tfjs gives", async () => {
  const theirs = await stepped(train.momentum(0.1, 0.9)).getWeights();
  const ours = await stepped(new Sgd({ momentum: 0.9 })).getWeights();
  const shapes = (state: typeof ours) => state.map(({ tensor: { shape, dtype } }) => ({ shape, dtype }));
  expect(shapes(ours)).toEqual(shapes(theirs));
  expect([ours[0]!.name, ours[0]!.tensor.dataSync()[0]]).toEqual(["iter", 2]);
  expect(ours.slice(1).every(({ name }) => name.endsWith("/momentum"))).toBe(true);
  const adam = await stepped(new Adam()).getWeights();
  expect(shapes(adam)).toEqual(shapes(await stepped(train.adam()).getWeights()));
});

test("a state of tfjs's momentum is taken", async () => {
  const theirs = stepped(train.momentum(0.01, 0.9));
  const ours = new Sgd({ learningRate: 0.01, momentum: 0.9 });
  await ours.setWeights(await theirs.getWeights());
  expect(ours.iterations).toBe(2);
  const [, velocity] = await ours.getWeights();
  expect([...velocity!.tensor.dataSync()].some((value) => value !== 0)).toBe(true);
});

test("an optimizer's own state leaves it as it is, and no tensors behind", async () => {
  const optimizer = stepped(new Adam());
  const before = memory().numTensors;
  const [iterations, ...slots] = await optimizer.getWeights();
  const values = slots.map((slot) => [...slot.tensor.dataSync()]);
  await optimizer.setWeights([iterations!, ...slots]);
  dispose(iterations!.tensor);
  const after = (await optimizer.getWeights()).slice(1);
  expect(after.map((slot) => [...slot.tensor.dataSync()])).toEqual(values);
  expect(memory().numTensors).toBe(before + 1);
});

describe("a state that does not fit is refused, and nothing of it taken", () => {
  type State = Awaited<ReturnType<Optimizer["getWeights"]>>;

  test.each<[string, (state: State) => State | Promise<State>, RegExp]>([
    ["nothing", () => [], /should begin with the number of steps, "iter"\. Received nothing/],
    ["no steps", (state) => state.slice(1), /begin with the number of steps.*Received "dense.*m_sum" of/],
    ["one missing", (state) => state.slice(0, -1), /"iter" and 16 tensors\. Received 15 besides/],
    [
      "another order",
      ([iterations, ...slots]) => [iterations!, ...slots.toReversed()],
      /have the "m_sum" of a variable in place 1\. Received ".*v_sum"/,
    ],
    [
      "another shape",
      ([iterations, first, ...slots]) => [
        iterations!,
        { name: first!.name, tensor: tensor([1, 2]) },
        ...slots,
      ],
      /float32\[12,24\] as ".*m_sum"\. Received float32\[2\]/,
    ],
    ["of tfjs's Adam", () => stepped(train.adam()).getWeights(), /"m_sum".*Received ".*\/m"/],
  ])("%s", async (_, change, message) => {
    const optimizer = stepped(new Adam());
    const state = await change(await optimizer.getWeights());
    const refusal = expect.objectContaining({
      code: "input-invalid",
      message: expect.stringMatching(message) as string,
    }) as Error;
    await expect(optimizer.setWeights(state)).rejects.toThrow(refusal);
    expect(optimizer.iterations).toBe(2);
    if (state.length % 2 === 1) return;
    await expect(new Adam().setWeights(state)).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("of a network of other shapes, at the first step", async () => {
    const optimizer = new Adam();
    await optimizer.setWeights(await stepped(new Adam()).getWeights());
    const network = samples.cnn();
    expect(() => tidy(() => trainingStep(network, optimizer)(...network.batch(4, 0)))).toThrow(
      /is for variables of the shapes \[12,24\] .* Received \[3,3,3,4\]/,
    );
  });
});
