import { setImmediate as nextTurn } from "node:timers/promises";
import {
  add,
  complex,
  dispose,
  dropout,
  engine,
  memory,
  mul,
  neg,
  range,
  real,
  relu,
  reshape,
  scalar,
  setBackend,
  slice,
  tensor1d,
  tidy,
  train,
  variable,
  variableGrads,
  zeros,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "../register.ts";
import { compileStep, type CompiledStep } from "./compile-step.ts";
import { samples, taskLosses, trainingStep, type Batch, type Sample } from "./testing/models.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

afterEach(() => {
  engine().disposeVariables();
});

const batchSizes = [8, 8, 8, 5];

/** Losses of 20 steps, on batches that differ and of which every fourth is smaller. */
async function lossesOf(
  backend: string,
  make: () => Sample,
  wrap: (step: (...batch: Batch) => Scalar) => (...batch: Batch) => Scalar,
): Promise<number[]> {
  await setBackend(backend);
  const network = make();
  const run = wrap(trainingStep(network, train.adam(0.01)));
  return Array.from({ length: 20 }, (_, at) => {
    const batch = network.batch(batchSizes[at % 4]!, at % 8);
    const loss = tidy(() => run(...batch).dataSync()[0]!);
    dispose([...batch]);
    return loss;
  });
}

function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, at) => Math.abs(value - actual[at]!) / Math.abs(value)));
}

describe.each(Object.entries(samples))("%s", (_, make) => {
  test("20 steps, eager and compiled, give the losses of tfjs's JavaScript", async () => {
    const expected = await lossesOf("cpu", make, (step) => step);
    expect(expected.at(-4)!).toBeLessThan(expected[0]!);
    expect(largestDifference(await lossesOf(BACKEND_NAME, make, (step) => step), expected)).toBeLessThan(
      1e-4,
    );
    let compiled: CompiledStep<Batch, Scalar> | undefined;
    const actual = await lossesOf(BACKEND_NAME, make, (step) => {
      compiled = compileStep<Batch, Scalar>(step);
      return (...batch) => compiled!.run(...batch);
    });
    expect(compiled!.reason).toBeUndefined();
    expect(compiled!.graphs.size).toBe(2);
    expect(largestDifference(actual, expected)).toBeLessThan(1e-4);
    compiled!.dispose();
  });
});

async function weightsAfter(steps: number): Promise<number[]> {
  await setBackend(BACKEND_NAME);
  const network = samples.cnn();
  const compiled = compileStep<Batch, Scalar>(trainingStep(network, train.adam(0.01)), { threads: 2 });
  const batch = network.batch(8, 3);
  for (let at = 0; at < steps; at++) dispose(compiled.run(...batch));
  expect(compiled.compiled).toBe(true);
  compiled.dispose();
  return network.model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}

test("runs are the same to the bit", async () => {
  expect(await weightsAfter(15)).toEqual(await weightsAfter(15));
});

test("2,000 steps leave tensors and memory as they were", async () => {
  await setBackend(BACKEND_NAME);
  const network = samples.cnn();
  const compiled = compileStep<Batch, Scalar>(trainingStep(network, train.adam(0.01)));
  const batch = network.batch(8, 3);
  const steps = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      dispose(compiled.run(...batch));
      // Node frees what native calls held when the event loop turns, as it does between the batches of a training.
      if (at % 20 === 0) await nextTurn();
    }
  };
  await steps(500);
  const before = { ...memory(), resident: process.memoryUsage.rss() };
  await steps(2000);
  expect(memory().numTensors).toBe(before.numTensors);
  expect(memory().numDataBuffers).toBe(before.numDataBuffers);
  expect(process.memoryUsage.rss() - before.resident).toBeLessThan(60e6);
  compiled.dispose();
});

test("the backward passes of several tasks share one forward pass", async () => {
  await setBackend(BACKEND_NAME);
  const network = samples.cnn();
  const trunk = network.model.trainableWeights.slice(0, 6).map((weight) => weight.read() as Variable);
  const batch = network.batch(8, 3);

  /** The number of convolutions in the graph of a step, and what the step gives eagerly and compiled. */
  function compiled(fn: (...given: Batch) => Tensor[]): { convolutions: number; results: number[][][] } {
    const step = compileStep(fn);
    const results = [0, 1, 2].map(() =>
      tidy(() => step.run(...batch).map((tensor) => [...tensor.dataSync()])),
    );
    expect(step.reason).toBeUndefined();
    const [graph] = step.graphs.values();
    step.dispose();
    return { convolutions: graph!.nodes.filter(({ opType }) => opType === "Conv").length, results };
  }
  const gradients = (tasks: readonly number[]) =>
    compiled((...given) =>
      tasks.flatMap((task) => {
        const { grads } = variableGrads(() => taskLosses(network, given)[task]!, trunk);
        return Object.values(grads);
      }),
    );
  const forward = compiled((...given) => [...taskLosses(network, given)]);
  expect(forward.convolutions).toBe(2);
  const both = gradients([0, 1]);
  const backward = gradients([0]).convolutions - forward.convolutions;
  expect(both.convolutions).toBe(forward.convolutions + 2 * backward);
  const [eager, , compiledResults] = both.results;
  for (const [at, values] of eager!.entries())
    for (const [index, value] of values.entries()) expect(compiledResults![at]![index]).toBeCloseTo(value, 5);
});

/** Runs a step of one number often enough for it to be compiled, if ever. */
function settled(
  fn: (x: Tensor) => Tensor | Tensor[] | void,
): CompiledStep<[Tensor], Tensor | Tensor[] | void> {
  const step = compileStep<[Tensor], Tensor | Tensor[] | void>(fn);
  for (let at = 0; at < 5; at++)
    tidy(() => {
      step.run(tensor1d([1, -2, 3]));
    });
  return step;
}

describe("what a step gives back", () => {
  beforeAll(() => setBackend(BACKEND_NAME));

  test("is the caller's, be it an argument, a variable or one tensor twice", () => {
    const state = variable(scalar(3));
    const step = compileStep<[Tensor], Tensor[]>((x) => {
      const doubled = mul(x, 2);
      return [x, state, doubled, doubled];
    });
    const x = tensor1d([1, -2]);
    const before = memory().numTensors;
    for (let at = 0; at < 5; at++) {
      const results = step.run(x);
      expect(results.map((result) => [...result.dataSync()])).toEqual([[1, -2], [3], [2, -4], [2, -4]]);
      dispose(results);
    }
    expect(step.compiled).toBe(true);
    expect(memory().numTensors).toBe(before);
    expect([...x.dataSync(), ...state.dataSync()]).toEqual([1, -2, 3]);
    x.dispose();
  });

  test("may depend on constants whose memory others use later", async () => {
    registerOnnxRuntimeBackend({ force: true, smallOutput: 0 });
    await setBackend(BACKEND_NAME);
    const step = compileStep<[Tensor], Tensor>((x) => {
      const product = tidy(() => mul(x, relu(neg(range(-100, 0)))));
      return relu(add(neg(neg(product)), 1));
    });
    for (let at = 0; at < 5; at++)
      tidy(() => {
        const results = step.run(tensor1d([at])).dataSync();
        expect([results[0], results[99]]).toEqual([100 * at + 1, at + 1]);
      });
    expect(step.compiled).toBe(true);
    registerOnnxRuntimeBackend();
    await setBackend(BACKEND_NAME);
  });

  test("is nothing for a disposed tensor but an error, be the step compiled or not", () => {
    const step = compileStep<[Tensor], Tensor>((x) => relu(x));
    const gone = tensor1d([1]);
    gone.dispose();
    for (let at = 0; at < 4; at++) {
      expect(() => step.run(gone)).toThrow(
        expect.objectContaining({
          code: "input-invalid",
          message: expect.stringContaining("a disposed one as argument 1") as string,
        }) as Error,
      );
      tidy(() => step.run(tensor1d([1])));
    }
    expect(step.compiled).toBe(true);
  });

  test("is computed in line where another step calls the step", () => {
    const total = variable(scalar(0));
    const inner = compileStep<[Tensor], Tensor>((x) => {
      total.assign(add(total, 1));
      return mul(x, total);
    });
    const outer = compileStep<[Tensor], Tensor>((x) => add(inner.run(x), inner.run(x)));
    const values = [1, 2, 3, 4, 5].map((x) => tidy(() => outer.run(scalar(x)).dataSync()[0]!));
    expect(outer.compiled).toBe(true);
    expect(values).toEqual([1 * 3, 2 * 7, 3 * 11, 4 * 15, 5 * 19]);
  });
});

describe("a step that is not the same each time stays eager, and says why", () => {
  beforeAll(() => setBackend(BACKEND_NAME));

  test.each<[string, (x: Tensor) => Tensor, RegExp]>([
    [
      "a number",
      changing((count, x) => mul(x, count)),
      /float32\[\] made in JavaScript changed.*input "b" of Multiply/,
    ],
    ["noise", (x) => dropout(x, 0.5), /float32\[3\] made in JavaScript changed/],
    ["an attribute", changing((count, x) => slice(x, [count % 2], [2])), /attributes of Slice changed/],
    [
      "other kernels",
      changing((count, x) => (count % 2 === 0 ? relu(x) : mul(x, x))),
      /called .*Relu|called Multiply/,
    ],
    ["a value read", (x) => scalar(x.dataSync()[0]! > 0 ? 1 : 2), /reads values .* into JavaScript/],
    ["a new variable", (x) => mul(x, variable(scalar(2))), /makes a variable/],
  ])("%s", (_, fn, reason) => {
    const step = settled(fn);
    expect(step.compiled).toBe(false);
    expect(step.reason).toMatch(reason);
    expect(step.graphs.size).toBe(0);
  });

  test("and gives in each run what it should", () => {
    const total = variable(scalar(0));
    const step = compileStep<[Tensor], Tensor>(
      changing((count, x) => {
        total.assign(add(total, count));
        return mul(x, count);
      }),
    );
    const results = [1, 2, 3, 4, 5, 6].map((x) => tidy(() => step.run(scalar(x)).dataSync()[0]));
    expect(results).toEqual([1, 4, 9, 16, 25, 36]);
    expect(total.dataSync()[0]).toBe(21);
    expect(step.compiled).toBe(false);
  });

  test("with a kernel or a data type that ONNX has no equal for", () => {
    expect(settled((x) => real(complex(x, x))).reason).toMatch(/complex64|Complex/);
    const step = compileStep<[Tensor], Tensor>((x) => x);
    tidy(() => step.run(tensor1d(["a"])));
    expect(step.reason).toBe("an input is of the data type string");
  });

  test("with an execution provider that is not there", () => {
    const step = compileStep<[Tensor], Tensor>((x) => relu(x), { executionProvider: "none" });
    for (let at = 0; at < 3; at++) tidy(() => [...step.run(tensor1d([1])).dataSync()]);
    expect(step.reason).toMatch(/does not load in ONNX Runtime.*'none'/);
    expect(step.compiled).toBe(false);
  });

  test("on another backend", async () => {
    await setBackend("cpu");
    expect(settled((x) => relu(x)).reason).toBe("the backend is cpu");
    await setBackend(BACKEND_NAME);
  });
});

describe("a step that goes on in another process", () => {
  beforeAll(() => setBackend(BACKEND_NAME));

  /** A step that goes on after some runs of another one. */
  function after(runs: number, fn: () => (x: Tensor) => Tensor): CompiledStep<[Tensor], Tensor> {
    const before = compileStep<[Tensor], Tensor>(fn());
    for (let at = 0; at < runs; at++) once(before);
    const step = compileStep<[Tensor], Tensor>(fn());
    step.restore(JSON.parse(JSON.stringify(before.save())) as ReturnType<typeof before.save>);
    return step;
  }
  const once = (step: CompiledStep<[Tensor], Tensor>): void =>
    tidy(() => void step.run(tensor1d([1, 2, 3])).dataSync());

  test.each([1, 2, 5])("is a session from its next run on, after %i runs as one", (runs) => {
    const step = after(runs, () => (x) => relu(mul(x, 2)));
    once(step);
    expect(step.graphs.size).toBe(runs === 1 ? 1 : 0);
    once(step);
    once(step);
    expect(step.compiled).toBe(true);
  });

  test.each([1, 2, 3])("is eager in its next run where it is not what it was in run %i", (runs) => {
    const fn = changing((count, x) => mul(x, scalar(count)));
    const step = after(runs, () => fn);
    once(step);
    expect(step.reason).toMatch(/it is not what was recorded before it was interrupted$/);
  });

  test.each([4, 6])("stays eager after %i runs that were never the same", (runs) => {
    const step = after(runs, () => changing((count, x) => mul(x, count)));
    once(step);
    expect(step.reason).toMatch(/float32\[\] made in JavaScript changed/);
  });
});

function changing(fn: (count: number, x: Tensor) => Tensor): (x: Tensor) => Tensor {
  let count = 0;
  return (x) => fn(++count, x);
}

function constantly(values: ArrayLike<number>): () => ArrayLike<number> {
  return () => values;
}

function later(tensor: Tensor): () => ArrayLike<number> {
  return () => {
    const values = tensor.dataSync();
    tensor.dispose();
    return values;
  };
}

describe("variables", () => {
  beforeAll(() => setBackend(BACKEND_NAME));

  function counter(): {
    total: Variable;
    step: CompiledStep<[Tensor], Tensor | Tensor[] | void>;
    add: (x: number) => void;
  } {
    const total = variable(zeros([2]), false);
    const step = compileStep<[Tensor], void>((x) => {
      total.assign(add(total, x));
    });
    return { total, step, add: (x) => tidy(() => step.run(tensor1d([x, 2 * x]))) };
  }

  test("hold the step's values after every run, and take others", () => {
    const { total, step, add: addNumber } = counter();
    for (let at = 1; at <= 6; at++) {
      addNumber(1);
      expect([...total.dataSync()]).toEqual([at, 2 * at]);
    }
    expect(step.compiled).toBe(true);
    tidy(() => total.assign(tensor1d([10, 20])));
    addNumber(1);
    expect([...total.dataSync()]).toEqual([11, 22]);
    addNumber(1);
    expect([...total.dataSync()]).toEqual([12, 24]);
  });

  test.each<[string, (total: Variable) => () => ArrayLike<number>]>([
    ["read", (total) => constantly(total.dataSync())],
    ["cloned", (total) => later(total.clone())],
    ["reshaped", (total) => later(reshape(total, [2, 1]))],
    ["cut", (total) => later(slice(total, 0, 2))],
  ])("leave alone what was %s from them before", (_, take) => {
    const { total, add: addNumber } = counter();
    for (let at = 0; at < 4; at++) addNumber(1);
    const taken = take(total);
    for (let at = 0; at < 4; at++) addNumber(1);
    expect(Array.from(taken())).toEqual([4, 8]);
    expect([...total.dataSync()]).toEqual([8, 16]);
  });

  test("may share their first values", () => {
    const start = tensor1d([1, 1]);
    const [first, second] = [variable(start), variable(start)];
    const step = compileStep<[Tensor], void>((x) => first.assign(add(first, x)));
    for (let at = 0; at < 5; at++) tidy(() => step.run(tensor1d([1, 2])));
    expect(step.compiled).toBe(true);
    expect([...first.dataSync()]).toEqual([6, 11]);
    expect([...second.dataSync()]).toEqual([1, 1]);
    expect([...start.dataSync()]).toEqual([1, 1]);
    start.dispose();
  });

  test("that are disposed of stop the step with their names", () => {
    const { total, add: addNumber } = counter();
    for (let at = 0; at < 4; at++) addNumber(1);
    total.dispose();
    expect(() => addNumber(1)).toThrow(`"${total.name}" disposed of`);
  });

  test("may have been another backend's", async () => {
    await setBackend("cpu");
    const total = variable(scalar(1));
    await setBackend(BACKEND_NAME);
    const step = compileStep<[Tensor], void>((x) => total.assign(add(total, x)));
    for (let at = 0; at < 5; at++) tidy(() => step.run(scalar(1)));
    expect(step.compiled).toBe(true);
    expect(total.dataSync()[0]).toBe(6);
  });

  test("swap their values", () => {
    const [first, second] = [variable(scalar(1)), variable(scalar(2))];
    const step = compileStep<[Tensor], void>(() => {
      const before = first.clone();
      first.assign(second);
      second.assign(before);
    });
    for (let at = 0; at < 6; at++) {
      const expected = at % 2 === 0 ? [2, 1] : [1, 2];
      tidy(() => step.run(tensor1d([1])));
      expect([first.dataSync()[0], second.dataSync()[0]]).toEqual(expected);
    }
  });
});
