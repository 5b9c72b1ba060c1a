import "@tensorflow/tfjs-backend-cpu";
import { classification, numeric, regression, type FittedSpec } from "@polyhead/spec";
import {
  add,
  concat,
  dispose,
  fill,
  memory,
  scalar,
  setBackend,
  slice,
  square,
  sum,
  tensor2d,
  type Scalar,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import type {
  Balancing,
  CoordinateBalancer,
  GramianBalancer,
  LossBalancing,
} from "../balancing/balancing.ts";
import { equal } from "../balancing/losses/equal.ts";
import { geometric } from "../balancing/losses/geometric.ts";
import { fixedWeights } from "../balancing/losses/fixed-weights.ts";
import { uncertainty } from "../balancing/losses/uncertainty.ts";
import { stateless } from "../balancing/saved-state.ts";
import { buildModel } from "../model/build-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { batchOf, tensorsOf, type Batch } from "./batch.ts";
import { trainingStep, type StepOptions, type TrainingStep } from "./training-step.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

const spec: FittedSpec = {
  name: "net",
  inputs: { x: { ...numeric({ columns: ["a", "b"] }), normalizer: { mean: [0, 0], std: [1, 1] } } },
  tasks: {
    label: classification({ classes: ["no", "yes"] }),
    size: { ...regression(), normalizer: { mean: [0], std: [1] } },
  },
};

/** What adds the squares of two kernels to the objective. */
const penalty = (model: LayersModel): Partial<StepOptions> => ({ penalty: () => squaresOf(model) });

function start(
  balancing: Balancing = uncertainty(),
  more: (model: LayersModel) => Partial<StepOptions> = () => ({}),
): {
  model: LayersModel;
  step: TrainingStep;
  batch: Batch;
} {
  let seed = 1;
  const model = buildModel({ ...spec, trunk: mlp({ units: [8] }) }, () => seed++);
  const step = trainingStep({
    model,
    spec,
    balancing,
    seed: 0,
    optimizer: adam({ learningRate: 0.05 }),
    ...more(model),
  });
  const inputs = [
    tensor2d([
      [0, 1],
      [1, 0],
      [1, 1],
    ]),
  ];
  const targets = [
    {
      values: tensor2d([
        [1, 0],
        [0, 1],
        [1, 0],
      ]),
    },
    { values: tensor2d([[1], [-1], [0.5]]) },
  ];
  return { model, step, batch: { inputs, targets } };
}

/** Of all kernels of the trunk and of one head. */
function squaresOf(model: LayersModel): Scalar {
  const layers = ["trunk_dense1", "head_size"].map((name) => model.getLayer(name));
  const kernels = layers.flatMap(({ trainableWeights: [kernel] }) => kernel ?? []);
  return kernels.reduce<Scalar>((total, kernel) => add(total, sum(square(kernel.read()))), scalar(0));
}

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

describe.each(["cpu", "onnxruntime"])("on %s", (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
  });

  describe("one step", () => {
    test("changes every parameter, heads included", async () => {
      const { model, step, batch } = start();
      const before = weightsOf(model);
      await step.run(batch);
      for (const [index, weight] of weightsOf(model).entries()) expect(weight).not.toEqual(before[index]);
    });

    test("reports the losses apart, and an objective made of them and the weights", async () => {
      const { step, batch } = start();
      await step.run(batch);
      const { steps, objective, losses, weights } = await step.means();
      expect(steps).toBe(1);
      expect(weights).toEqual({ label: 1, size: 0.5 });
      expect(objective).toBeCloseTo((losses["label"] ?? 0) + 0.5 * (losses["size"] ?? 0), 5);
    });

    test("leaves no tensor behind, and dispose gives back all but the model", async () => {
      const before = memory().numTensors;
      const { model, step, batch } = start();
      await step.run(batch);
      const after = memory().numTensors;
      await step.run(batch);
      await step.run(batch);
      expect(memory().numTensors).toBe(after);
      step.dispose();
      model.dispose();
      dispose(tensorsOf(batch));
      expect(memory().numTensors).toBe(before);
    });
  });

  test("a task without labels in a batch counts with its last loss, and its means leave the batch out", async () => {
    const { step, batch } = start(geometric());
    const [label, size] = batch.targets;
    const weighted = (there: number): Batch => ({
      ...batch,
      targets: [label!, { values: size!.values, weights: fill([3, 1], there) }],
    });
    await step.run(weighted(1));
    const first = (await step.means()).losses["size"]!;
    step.reset();
    await step.run(weighted(0));
    const { losses, weights, objective } = await step.means();
    expect(losses["size"]).toBeNaN();
    expect(weights["size"]).toBeNaN();
    const mean = Math.sqrt(losses["label"]! * first);
    expect(weights["label"]).toBeCloseTo(mean / (2 * losses["label"]!), 5);
    expect(objective).toBeCloseTo(mean, 5);
    step.reset();
    await step.run(weighted(0));
    await step.run(weighted(1));
    const both = await step.means();
    expect(both.steps).toBe(2);
    expect(both.losses["size"]).toBeLessThan(1.5 * first);
    expect(both.losses["size"]).toBeGreaterThan(first / 1.5);
  });

  test("steps bring every task's loss down", async () => {
    const { step, batch } = start();
    await step.run(batch);
    const first = await step.means();
    step.reset();
    for (let count = 0; count < 60; count++) await step.run(batch);
    step.reset();
    await step.run(batch);
    const last = await step.means();
    for (const task of ["label", "size"])
      expect(last.losses[task]).toBeLessThan((first.losses[task] ?? 0) / 5);
  });
});

test("on ONNX Runtime a step becomes one graph, a smaller last batch another, with the losses of JavaScript", async () => {
  const losses = async (backend: string): Promise<number[]> => {
    await setBackend(backend);
    const { step, batch } = start();
    const objectives: number[] = [];
    for (let count = 0; count < 8; count++) {
      const rows = count % 3 === 2 ? 2 : 3;
      const some = tensorsOf(batch).map((tensor) => slice(tensor, [0, 0], [rows, tensor.shape[1] ?? 1]));
      step.reset();
      await step.run(batchOf(some, batch));
      objectives.push((await step.means()).objective);
    }
    expect(step.mode).toBe(backend === "cpu" ? undefined : "steps compiled");
    return objectives;
  };
  const [expected, actual] = [await losses("cpu"), await losses("onnxruntime")];
  for (const [index, objective] of expected.entries()) expect(actual[index]).toBeCloseTo(objective, 4);
});

interface Method extends Pick<CoordinateBalancer, "summarize" | "combine"> {
  readonly weigh?: GramianBalancer["weigh"];
  readonly heldWeights?: () => Float64Array | undefined;
  readonly heads?: "weighted" | "unweighted";
  readonly losses?: LossBalancing;
}

/** A method that does what it is given. */
function method({ weigh, heldWeights, heads = "unweighted", losses, ...onRows }: Method): Balancing {
  const common = { name: "test", heads, ...(losses && { losses }) };
  const create = ({ length }: readonly unknown[]) => ({
    ...stateless,
    weigh: weigh ?? (() => new Float64Array(length).fill(1)),
    ...(heldWeights && { heldWeights }),
  });
  if (Object.keys(onRows).length === 0) return { ...common, kind: "gramian", create };
  return {
    ...common,
    kind: "coordinates",
    create: (tasks) => ({ ...create(tasks), ...onRows, state: [], dispose: () => undefined }),
  };
}

describe.each(["cpu", "onnxruntime"])("a step that sees gradients, on %s", (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
  });

  async function weightsAfter(balancing: Balancing, penalized = false): Promise<number[][]> {
    const { model, step, batch } = start(balancing, penalized ? penalty : undefined);
    for (let count = 0; count < 6; count++) await step.run(batch);
    expect(step.mode).toBe(backend === "cpu" ? undefined : "steps compiled");
    const weights = weightsOf(model);
    step.dispose();
    return weights;
  }

  const distance = (actual: number[][], expected: number[][]): number =>
    Math.max(
      ...expected.flatMap((values, index) =>
        values.map((value, at) => Math.abs(value - (actual[index]?.[at] ?? Infinity))),
      ),
    );

  test("moves as the sum of losses where every gradient weighs 1, by weights and by direction", async () => {
    const expected = await weightsAfter(equal());
    const weighed = await weightsAfter(method({ weigh: () => Float64Array.of(1, 1) }));
    expect(distance(weighed, expected)).toBeLessThan(1e-4);
    const combine = (jacobians: readonly Tensor2D[]): Tensor2D[] =>
      jacobians.map((jacobian) => sum<Tensor2D>(jacobian, 0, true));
    expect(distance(await weightsAfter(method({ combine })), expected)).toBeLessThan(1e-4);
  });

  test("moves by the penalty too, which is part of the objective", async () => {
    const expected = await weightsAfter(equal(), true);
    expect(distance(await weightsAfter(equal()), expected)).toBeGreaterThan(0.01);
    const ones = method({ weigh: () => Float64Array.of(1, 1) });
    expect(distance(await weightsAfter(ones, true), expected)).toBeLessThan(1e-4);
    const objectives = [equal(), ones].map(async (balancing) => {
      const { step, batch } = start(balancing, penalty);
      await step.run(batch);
      return (await step.means()).objective;
    });
    const [loss, gradient] = await Promise.all(objectives);
    expect(gradient).toBeCloseTo(loss ?? Number.NaN, 4);
  });

  test("shows the method the Gramian and the losses, and leaves heads to their own tasks", async () => {
    const seen: Float64Array[] = [];
    const { model, step, batch } = start(
      method({
        weigh: (gramian) => {
          seen.push(gramian);
          return Float64Array.of(0, 0);
        },
      }),
    );
    const rowsOf = start(
      method({
        summarize: (jacobians) => concat([...jacobians], 1),
        weigh: (rows) => {
          const row = (task: number): Float64Array =>
            rows.subarray((task * rows.length) / 2, ((task + 1) * rows.length) / 2);
          seen.push(Float64Array.from([0, 1, 2, 3], (at) => dot(row(at >> 1), row(at & 1))));
          return Float64Array.of(1, 1);
        },
      }),
    );
    const before = weightsOf(model);
    await step.run(batch);
    await rowsOf.step.run(batch);
    for (const [at, value] of (seen[1] ?? []).entries()) expect(seen[0]?.[at]).toBeCloseTo(value, 4);
    expect(weightsOf(model).map((weight, index) => weight.join() === before[index]?.join())).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    const { losses, weights, objective } = await step.means();
    expect(Object.values(losses).every((loss) => loss > 0)).toBe(true);
    expect(weights).toEqual({ label: 0, size: 0 });
    expect(objective).toBe(0);
  });

  test("leaves no tensor behind", async () => {
    const before = memory().numTensors;
    const { model, step, batch } = start(method({ weigh: () => Float64Array.of(1, 0.5) }), penalty);
    for (let count = 0; count < 4; count++) await step.run(batch);
    step.dispose();
    model.dispose();
    dispose(tensorsOf(batch));
    expect(memory().numTensors).toBe(before);
  });

  test("with weights that the method holds, or given to heads, moves as the weighted sum of losses does", async () => {
    const weights = Float64Array.of(0.5, 2);
    const expected = await weightsAfter(fixedWeights({ label: 0.5, size: 2 }));
    const weighed = method({ weigh: () => weights, heads: "weighted" });
    expect(distance(await weightsAfter(weighed), expected)).toBeLessThan(1e-4);
    // Penalties have no weight.
    const penalized = await weightsAfter(fixedWeights({ label: 0.5, size: 2 }), true);
    expect(distance(await weightsAfter(weighed, true), penalized)).toBeLessThan(1e-4);
    const scaled = method({ losses: fixedWeights({ label: 0.5, size: 2 }) });
    expect(distance(await weightsAfter(scaled), expected)).toBeLessThan(1e-4);
    for (const heads of ["weighted", "unweighted"] as const) {
      const asked = await weightsAfter(method({ weigh: () => weights, heads }));
      const { model, step, batch } = start(method({ heldWeights: () => weights, heads }));
      for (let count = 0; count < 6; count++) await step.run(batch);
      expect(distance(weightsOf(model), asked)).toBeLessThan(1e-4);
    }
  });

  test("trains what scales the losses, and minimizes its penalty", async () => {
    const expected = await weightsAfter(uncertainty());
    expect(distance(await weightsAfter(method({ losses: uncertainty() })), expected)).toBeLessThan(1e-3);
  });

  test("is refused where no variable is shared", () => {
    const { model } = start();
    for (const layer of model.layers) if (!layer.name.startsWith("head")) layer.trainable = false;
    const config = { model, spec, optimizer: adam(), seed: 0 };
    expect(() => trainingStep({ ...config, balancing: method({}) })).toThrow(/"test".*several tasks share/);
  });
});

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

describe.each(["cpu", "onnxruntime"])("what gradients become, on %s", (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
  });

  const ones = method({});

  test.each([
    ["losses", equal()],
    ["gradients", ones],
  ])("of two batches, accumulated, is what it is of both in one: balanced by %s", async (_, balancing) => {
    const whole = start(balancing);
    const halves = start(balancing, () => ({ accumulate: 2 }));
    const tensors = tensorsOf(whole.batch);
    const part = (from: number): Batch => {
      const rows = tensors.map((tensor) => slice(tensor, [from, 0], [1, tensor.shape[1] ?? 1]));
      return batchOf(rows, whole.batch);
    };
    const two = tensors.map((tensor) => slice(tensor, [0, 0], [2, tensor.shape[1] ?? 1]));
    for (let count = 0; count < 3; count++) {
      await whole.step.run(batchOf(two, whole.batch));
      const before = weightsOf(halves.model);
      await halves.step.run(part(0));
      expect(weightsOf(halves.model)).toEqual(before);
      await halves.step.run(part(1));
    }
    for (const [index, values] of weightsOf(whole.model).entries())
      for (const [at, value] of values.entries())
        expect(weightsOf(halves.model)[index]?.[at]).toBeCloseTo(value, 4);
  });

  async function moved(balancing: Balancing, rates: Record<string, number>): Promise<boolean[]> {
    const { model, step, batch } = start(balancing, () => ({ rates }));
    const before = weightsOf(model);
    await step.run(batch);
    return weightsOf(model).map((weight, index) => weight.join() !== before[index]?.join());
  }

  test("where a task's learning rate is 0: nothing", async () => {
    const others = [true, true, false, false, true, true];
    expect(await moved(equal(), { label: 0 })).toEqual(others);
    expect(await moved(ones, { label: 0 })).toEqual(others);
  });

  test("where that of the trunk is 0: nothing, and a refusal where the method needs it", async () => {
    expect(await moved(equal(), { shared: 0, size: 0.1 })).toEqual([false, false, true, true, true, true]);
    await expect(moved(ones, { shared: 0 })).rejects.toThrow("several tasks share");
  });
});
