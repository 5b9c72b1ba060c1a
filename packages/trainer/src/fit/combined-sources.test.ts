import { numeric, regression, type Example } from "@polyhead/spec";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { combine, type Sampling } from "../data/combine.ts";
import { memory } from "../data/memory.ts";
import { evaluateRun } from "../evaluation/evaluate-run.ts";
import { defineModel } from "../model/define-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { train, type TrainingRun, type TrainOptions } from "./train.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-combined-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Two sources over the same numbers, each with one of two sums. */
function sums(count: number, task: string, sign: number): Example[] {
  return Array.from({ length: count }, (_, index) => {
    const [a, b] = [Math.sin(index), Math.cos(7 * index)];
    return { inputs: { x: [a, b] }, labels: { [task]: a + sign * b } };
  });
}

const configOf = (sampling: Sampling) =>
  defineModel({
    name: "sums",
    inputs: { x: numeric({ columns: ["a", "b"] }) },
    tasks: { sum: regression(), difference: regression() },
    trunk: mlp({ units: [8] }),
    data: combine(
      {
        added: memory({ train: sums(200, "sum", 1) }),
        subtracted: memory({ train: sums(50, "difference", -1) }),
      },
      { sampling },
    ),
    training: {
      optimizer: adam({ learningRate: 0.02 }),
      epochs: 4,
      batchSize: 16,
      validationSplit: 0.2,
      seed: 2,
      insight: false,
    },
  });

const start = (name: string, sampling: Sampling, options: Partial<TrainOptions> = {}): Promise<TrainingRun> =>
  train(configOf(sampling), { directory: join(directory, name), ...options });
const weightsOf = ({ model }: TrainingRun): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test("each source teaches its task; a stopped run resumes to the bit, and is evaluated on what it held out", async () => {
  const whole = await start("whole", "uniform");
  expect(whole.summary.sources).toEqual({
    added: { train: 160, validation: 40 },
    subtracted: { train: 40, validation: 10 },
  });
  expect(whole.summary.labels).toEqual({
    train: { sum: 160, difference: 40 },
    validation: { sum: 40, difference: 10 },
    test: {},
  });
  const [first, last] = [whole.history[0]!, whole.history.at(-1)!];
  for (const task of ["sum", "difference"]) expect(last.losses[task]).toBeLessThan(first.losses[task]! / 2);

  const controller = new AbortController();
  await start("stopped", "uniform", {
    signal: controller.signal,
    onEvent: ({ type }) => type === "start" && setTimeout(() => controller.abort(), 20),
  });
  const resumed = await start("stopped", "uniform", { resume: true });
  expect(weightsOf(resumed)).toEqual(weightsOf(whole));

  const evaluation = await evaluateRun(whole.directory, configOf("uniform"));
  const { tasks } = evaluation.splits.validation!;
  for (const task of ["sum", "difference"])
    expect(tasks[task]?.metrics).toEqual(whole.summary.metrics["validation"]![task]);
});

test("batches that lack a task all along teach it all the same, and another scheme is another run", async () => {
  const turns = await start("turns", "roundRobin");
  const [first, last] = [turns.history[0]!, turns.history.at(-1)!];
  for (const task of ["sum", "difference"]) expect(last.losses[task]).toBeLessThan(first.losses[task]!);
  await expect(start("turns", "proportional", { resume: true })).rejects.toThrow("data differ");
});
