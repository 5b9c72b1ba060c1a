import { expect, test } from "vitest";
import type { GramianBalancer } from "../balancing.ts";
import { gradnorm } from "../gradients/gradnorm.ts";
import { imtl } from "../gradients/imtl.ts";
import { mgda } from "../gradients/mgda.ts";
import { pcgrad } from "../gradients/pcgrad.ts";
import { exactGramian } from "../testing/exact-gramian.ts";
import "../testing/all-close.ts";
import { normalMatrix } from "../testing/matrices.ts";
import { someTasks } from "../testing/tasks.ts";
import { everySteps } from "./every-steps.ts";
import { smoothed } from "./smoothed.ts";

const losses = Float64Array.of(1, 2, 3);
const gramians = Array.from({ length: 9 }, () => exactGramian(normalMatrix(3, 5)));

/** Weights of each step from one step to another, and which of them took gradients. */
function run(balancer: GramianBalancer, from: number, to: number): { weights: number[][]; asked: number[] } {
  const asked: number[] = [];
  const weights = gramians.slice(from, to).map((gramian, index) => {
    const held = balancer.heldWeights?.();
    if (held !== undefined) return [...held];
    asked.push(from + index);
    return [...balancer.weigh(gramian, losses)];
  });
  return { weights, asked };
}

test("everySteps asks in one of so many steps, and keeps the weights in between", () => {
  const { weights, asked } = run(everySteps(4, mgda()).create(someTasks(3), 0), 0, 9);
  expect(asked).toEqual([0, 4, 8]);
  const own = mgda().create(someTasks(3), 0);
  for (const [step, kept] of weights.entries())
    expect(kept).toEqual([...own.weigh(gramians[step - (step % 4)]!, losses)]);
});

test("smoothed is the moving mean of a method's weights, from uniform ones", () => {
  const { weights } = run(smoothed(mgda(), { momentum: 0.75 }).create(someTasks(3), 0), 0, 3);
  const own = mgda().create(someTasks(3), 0);
  let expected = [1 / 3, 1 / 3, 1 / 3];
  for (const [step, smooth] of weights.entries()) {
    const drawn = own.weigh(gramians[step]!, losses);
    expected = expected.map((weight, task) => 0.75 * weight + 0.25 * drawn[task]!);
    expect(smooth).toBeAllClose(expected, { atol: 1e-12 });
  }
});

test("smoothed goes on smoothing weights that a method holds, without asking for gradients", () => {
  const { weights, asked } = run(smoothed(everySteps(4, mgda())).create(someTasks(3), 0), 0, 9);
  expect(asked).toEqual([0, 4, 8]);
  const { weights: held } = run(everySteps(4, mgda()).create(someTasks(3), 0), 0, 9);
  let expected = [1 / 3, 1 / 3, 1 / 3];
  for (const [step, smooth] of weights.entries()) {
    expected = expected.map((weight, task) => 0.9 * weight + 0.1 * held[step]![task]!);
    expect(smooth).toBeAllClose(expected, { atol: 1e-12 });
  }
});

test.each([
  everySteps(3, pcgrad()),
  smoothed(gradnorm()),
  everySteps(2, smoothed(pcgrad())),
  smoothed(everySteps(2, pcgrad())),
])("$name goes on from a checkpoint as if there had been none", (method) => {
  const whole = run(method.create(someTasks(3), 7), 0, 9);
  const first = method.create(someTasks(3), 7);
  run(first, 0, 5);
  const second = method.create(someTasks(3), 7);
  second.restore(JSON.parse(JSON.stringify(first.save())) as { json: unknown });
  expect(run(second, 5, 9).weights).toEqual(whole.weights.slice(5));
});

test("wrappers leave a method's losses and heads as they are", () => {
  expect(everySteps(2, smoothed(imtl()))).toMatchObject({
    name: "smoothed imtl every 2 steps",
    losses: { name: "imtl-l" },
    heads: "unweighted",
  });
  expect(smoothed(gradnorm()).heads).toBe("weighted");
});
