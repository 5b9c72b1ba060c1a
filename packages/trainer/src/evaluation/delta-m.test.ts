import { classification, numeric, regression, type FittedSpec } from "@polyhead/spec";
import { expect, test } from "vitest";
import { deltaM } from "./delta-m.ts";

const spec: FittedSpec = {
  name: "two",
  inputs: { x: { ...numeric({ columns: ["a"] }), normalizer: { mean: [0], std: [1] } } },
  tasks: {
    label: classification({ classes: ["a", "b"] }),
    age: { ...regression(), normalizer: { mean: [0], std: [1] } },
  },
};
const metrics = (accuracy: number, mae: number): Record<string, Record<string, number>> => ({
  label: { accuracy },
  age: { mae, r2: -7 },
});

test("is the mean relative gain in percent; where lower is better, a fall is a gain", () => {
  // Accuracy 0.8 → 0.9 gains 12.5 %, MAE 4 → 5 loses 25 %.
  const { tasks, average, seeds } = deltaM(spec, metrics(0.9, 5), [7], [metrics(0.8, 4)]);
  expect(seeds).toEqual([7]);
  expect(tasks["label"]).toEqual({
    metric: "accuracy",
    higherIsBetter: true,
    multiTask: 0.9,
    singleTask: { mean: 0.8 },
    delta: { mean: expect.closeTo(12.5, 10) as number },
  });
  expect(tasks["age"]).toMatchObject({ metric: "mae", higherIsBetter: false, delta: { mean: -25 } });
  expect(average).toEqual({ mean: expect.closeTo(-6.25, 10) as number });
});

test("with several seeds, has means and sample standard deviations over them", () => {
  const { tasks, average } = deltaM(spec, metrics(0.6, 3), [0, 1], [metrics(0.5, 4), metrics(0.8, 4)]);
  // Accuracy gains 20 % and loses 25 %, MAE gains 25 % twice: Δm is 22.5 % and 0 %.
  expect(tasks["label"]?.singleTask.mean).toBeCloseTo(0.65, 12);
  expect(tasks["label"]?.singleTask.std).toBeCloseTo(0.3 / Math.SQRT2, 12);
  expect(tasks["label"]?.delta?.mean).toBeCloseTo(-2.5, 10);
  expect(tasks["label"]?.delta?.std).toBeCloseTo(45 / Math.SQRT2, 10);
  expect(tasks["age"]?.delta).toEqual({ mean: 25, std: 0 });
  expect(average?.mean).toBeCloseTo(11.25, 10);
  expect(average?.std).toBeCloseTo(22.5 / Math.SQRT2, 10);
});

test("is not defined against a metric of 0", () => {
  const { tasks, average } = deltaM(spec, metrics(0.6, 3), [0], [metrics(0, 4)]);
  expect(tasks["label"]).not.toHaveProperty("delta");
  expect(tasks["age"]?.delta).toEqual({ mean: 25 });
  expect(average).toBeUndefined();
});
