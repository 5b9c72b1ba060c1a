import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classification, numeric, regression, type Example } from "@polyhead/spec";
import { memory } from "../data/memory.ts";
import { latestRunWithBaselines, readSummary } from "../fit/run.ts";
import { train, type TrainOptions, type TrainingRun } from "../fit/train.ts";
import { defineModel, type ModelConfig } from "../model/define-model.ts";
import { mmoe } from "../model/sharing/mmoe.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { trainBaselines } from "./train-baselines.ts";

/** A class that is hard to tell, and a number that is easy. */
const examples = (count: number, phase: number): Example[] =>
  Array.from({ length: count }, (_, at) => {
    const [a, b] = [Math.sin(3 * at + phase), Math.cos(7 * at)];
    return { inputs: { x: [a, b] }, labels: { sign: a * b > 0.1 ? "plus" : "minus", sum: a + b } };
  });

const byAverage = defineModel({
  name: "two",
  inputs: { x: numeric({ columns: ["a", "b"] }) },
  tasks: { sign: classification({ classes: ["plus", "minus"] }), sum: regression() },
  trunk: mlp({ units: [8] }),
  data: memory({ train: examples(120, 0), test: examples(40, 1) }),
  training: {
    epochs: 5,
    batchSize: 16,
    seed: 2,
    validationSplit: 0.25,
    optimizer: adam({ learningRate: 0.02 }),
    insight: false,
  },
});
const byGain = { ...byAverage, sharing: mmoe(), training: { ...byAverage.training, selectBy: "delta-m" } };

let root: string;
let first: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "polyhead-gain-"));
  first = join(root, "first");
  (await train(byAverage, { directory: first })).model.dispose();
  await trainBaselines(first, byAverage);
});
afterAll(() => rm(root, { recursive: true }));

const run = async (
  name: string,
  options: Partial<TrainOptions> = {},
  config: ModelConfig = byGain,
): Promise<TrainingRun> => {
  const trained = await train(config, { directory: join(root, name), baselines: first, ...options });
  trained.model.dispose();
  return trained;
};

const figureOf = async (task: string, metric: string): Promise<number> => {
  const { metrics } = await readSummary(join(first, "baselines", task, "seed-2"));
  return metrics["validation"]![task]![metric]!;
};

test("the best epoch is the one that gains most over single-task models, on validation", async () => {
  const { history, summary } = await run("chosen");
  const [accuracy, mae] = [await figureOf("sign", "accuracy"), await figureOf("sum", "mae")];
  const gains = history.map(({ metrics: { validation } }) => {
    const sign = validation!["sign"]!["accuracy"]! / accuracy - 1;
    return 50 * (sign + 1 - validation!["sum"]!["mae"]! / mae);
  });
  for (const [at, gain] of gains.entries()) expect(history[at]!.deltaM).toBeCloseTo(gain, 9);
  expect(summary.bestEpoch).toBe(1 + gains.indexOf(Math.max(...gains)));
  // It is compared on test like any other.
  expect((await trainBaselines(join(root, "chosen"), byGain)).deltaM.average).toBeDefined();
  expect(await latestRunWithBaselines(root, "two")).toBe(join(root, "chosen"));
  expect(await latestRunWithBaselines(root, "three")).toBeUndefined();
});

test("a run that is resumed goes on with the figures that it began with", async () => {
  const whole = await run("whole");
  const controller = new AbortController();
  const options = {
    signal: controller.signal,
    onEvent: ({ type }: { type: string }) => type === "epoch" && controller.abort(),
  };
  await run("stopped", options);
  const resumed = await train(byGain, { directory: join(root, "stopped"), resume: true });
  resumed.model.dispose();
  expect(resumed.history.map(({ deltaM }) => deltaM)).toEqual(whole.history.map(({ deltaM }) => deltaM));
  expect(resumed.summary.bestEpoch).toBe(whole.summary.bestEpoch);
});

describe("is refused", () => {
  const refusal = (options: Partial<TrainOptions>, config: ModelConfig = byGain): Promise<unknown> =>
    run("refused", options, config).catch((error: unknown) => error);

  test("without an earlier run", async () => {
    await expect(train(byGain, { directory: join(root, "refused") })).rejects.toThrow(
      'needs a single-task model of "sign" with seed 2; no run has one. Train with `selectBy: "average"` once, then `polyhead baselines`',
    );
  });

  test.each([
    ["with a directory without a run", {}, "nowhere", "nowhere has none ("],
    ["with another seed, which holds other rows out", { seed: 3 }, "first", 'of "sign" with seed 3; '],
    ["with another budget", { epochs: 6 }, "first", "epochs differ"],
    ["with another optimizer", { optimizer: adam() }, "first", "optimizer differ"],
  ])("%s", async (_, training, earlier, message) => {
    const config = { ...byGain, training: { ...byGain.training, ...training } };
    expect(await refusal({ baselines: join(root, earlier) }, config)).toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining(message) as string,
    });
  });

  test("with another trunk, or other data", async () => {
    expect(await refusal({}, { ...byGain, trunk: mlp({ units: [9] }) })).toMatchObject({
      message: expect.stringContaining("model differ") as string,
    });
    const data = memory({ train: examples(120, 0.5) });
    expect(await refusal({}, { ...byGain, data })).toMatchObject({
      message: expect.stringContaining("data differ") as string,
    });
  });
});
