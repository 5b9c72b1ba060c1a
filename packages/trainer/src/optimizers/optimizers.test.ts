import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor1d, tensor2d, variable, type Tensor, type Variable } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import type { OptimizerConfig } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** Applies each gradient in turn to w = [[1]]; returns w. */
function descend(config: OptimizerConfig, gradients: readonly number[], start: Variable): number {
  const optimizer = config.create([start]);
  for (const gradient of gradients) {
    const grads: Record<string, Tensor> = { [start.name]: tensor2d([[gradient]]) };
    optimizer.applyGradients(grads);
  }
  optimizer.dispose();
  return start.dataSync()[0] ?? Number.NaN;
}

const one = (): Variable => variable(tensor2d([[1]]), true);

describe("sgd", () => {
  test("keeps a velocity: v = 0.9·v + g", () => {
    expect(descend(sgd({ learningRate: 0.1 }), [1, 1], one())).toBeCloseTo(1 - 0.1 * 1 - 0.1 * 1.9, 6);
  });

  test("looks ahead with Nesterov: w -= lr·(g + 0.9·v)", () => {
    const config = sgd({ learningRate: 0.1, nesterov: true });
    expect(descend(config, [1, 1], one())).toBeCloseTo(1 - 0.1 * 1.9 - 0.1 * (1 + 0.9 * 1.9), 6);
  });
});

/** Algorithm 1 of the paper, in double precision. */
function adamByHand(gradients: readonly number[], learningRate: number, decay: number): number {
  let [weight, mean, square] = [1, 0, 0];
  for (const [index, gradient] of gradients.entries()) {
    weight *= 1 - learningRate * decay;
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient ** 2;
    const step = index + 1;
    weight -= (learningRate * (mean / (1 - 0.9 ** step))) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-7);
  }
  return weight;
}

describe("adam and adamw", () => {
  const gradients = [0.5, -0.2, 3, 0.1];

  test("adam follows the paper's algorithm 1", () => {
    expect(descend(adam({ learningRate: 0.01 }), gradients, one())).toBeCloseTo(
      adamByHand(gradients, 0.01, 0),
      5,
    );
  });

  test("adamw decays matrices apart from the gradient", () => {
    const config = adamw({ learningRate: 0.01, weightDecay: 0.5 });
    expect(descend(config, gradients, one())).toBeCloseTo(adamByHand(gradients, 0.01, 0.5), 5);
  });

  test("adamw leaves biases to the gradient alone", () => {
    const bias = variable(tensor1d([1]), true);
    const optimizer = adamw({ learningRate: 0.01, weightDecay: 0.5 }).create([bias]);
    optimizer.applyGradients({ [bias.name]: tensor1d([0]) });
    expect(bias.dataSync()[0]).toBe(1);
  });
});

test.each([
  [() => sgd({ learningRate: 0 }), "strictly positive"],
  [() => sgd({ momentum: 1 }), "below 1"],
  [() => adam({ beta1: -0.1 }), "0 or more"],
  [() => adam({ learningRate: Number.NaN }), "NaN"],
  [() => adamw({ weightDecay: -1 }), "weightDecay"],
])("refuses a bad hyperparameter (%#)", (create, message) => {
  expect(create).toThrow(message);
});
