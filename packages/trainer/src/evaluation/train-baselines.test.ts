import { memory as tensorMemory } from "@tensorflow/tfjs-core";
import { cp, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uncertainty } from "../balancing/losses/uncertainty.ts";
import { shapes, shapesInput, shapesTasks } from "../data/shapes/shapes.ts";
import { loadRun, readSummary } from "../fit/run.ts";
import { train } from "../fit/train.ts";
import { defineModel, type ModelConfig } from "../model/define-model.ts";
import { mmoe } from "../model/sharing/mmoe.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { sgd } from "../optimizers/sgd.ts";
import type { BaselineEvent } from "./baseline-events.ts";
import { evaluateRun } from "./evaluate-run.ts";
import { trainBaselines } from "./train-baselines.ts";

const { color, size } = shapesTasks;
const config = defineModel({
  name: "two",
  inputs: { image: shapesInput(16) },
  tasks: { color, size },
  trunk: mlp({ units: [16] }),
  sharing: mmoe({ experts: 2 }),
  balancing: uncertainty(),
  data: shapes({ count: 150, testCount: 50, size: 16 }),
  training: { epochs: 2, batchSize: 32, validationSplit: 0.2, seed: 4, selectBy: "size", insight: false },
});

let root: string;
let run: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "polyhead-baselines-"));
  run = join(root, "run");
  (await train(config, { directory: run })).model.dispose();
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A run of the same training, on its own. */
async function copied(name: string): Promise<string> {
  const directory = join(root, name);
  await cp(run, directory, { recursive: true, filter: (path) => basename(path) !== "baselines" });
  return directory;
}

const models = (events: readonly BaselineEvent[]): unknown[] =>
  events.flatMap((event) =>
    event.type === "baseline"
      ? [`${event.index}/${event.count} ${event.task} ${event.seed} ${event.state}`]
      : [],
  );

test("trains a model a task by the run's rules, compares on test, and keeps what is finished", async () => {
  const before = tensorMemory().numTensors;
  const events: BaselineEvent[] = [];
  const onEvent = (event: BaselineEvent): unknown => events.push(event);
  const baselines = await trainBaselines(run, config, { onEvent });
  expect(tensorMemory().numTensors).toBe(before);
  expect(models(events)).toEqual(["1/2 color 4 new", "2/2 size 4 new"]);
  const ours = await readSummary(run);
  for (const { task, directory, metrics, bestEpoch } of baselines.runs) {
    const { summary, model } = await loadRun(join(run, directory));
    model.dispose();
    const { training, examples, spec } = summary;
    expect({ training, examples }).toEqual({ training: ours.training, examples: ours.examples });
    expect(spec.inputs).toEqual(ours.spec.inputs);
    expect(Object.keys(spec.tasks)).toEqual([task]);
    expect({ bestEpoch, metrics }).toEqual({
      bestEpoch: summary.bestEpoch,
      metrics: summary.metrics["test"]?.[task],
    });
  }
  const { accuracy = 0 } = ours.metrics["test"]?.["color"] ?? {};
  const { accuracy: alone = 0 } = baselines.runs[0]?.metrics ?? {};
  expect(baselines.deltaM.tasks["color"]?.delta?.mean).toBeCloseTo((100 * (accuracy - alone)) / alone, 10);

  const written = await stat(join(run, "baselines/color/seed-4/run.json"));
  const more: BaselineEvent[] = [];
  const two = await trainBaselines(run, config, { seeds: 2, onEvent: (event) => more.push(event) });
  expect(models(more)).toEqual([
    "1/4 color 4 finished before",
    "2/4 size 4 finished before",
    "3/4 color 5 new",
    "4/4 size 5 new",
  ]);
  expect((await stat(join(run, "baselines/color/seed-4/run.json"))).mtimeMs).toBe(written.mtimeMs);
  expect(two.runs.slice(0, 2)).toEqual(baselines.runs);
  expect(two.deltaM.average).toHaveProperty("std");

  const evaluation = await evaluateRun(run, config, { splits: ["test"] });
  expect(evaluation.deltaM).toEqual(two.deltaM);
  expect(await evaluateRun(run, config, { splits: ["validation"] })).not.toHaveProperty("deltaM");
});

test("goes on after an interruption, to the weights of an undisturbed one", async () => {
  const directory = await copied("interrupted");
  const controller = new AbortController();
  const stop = trainBaselines(directory, config, {
    signal: controller.signal,
    onEvent: ({ type, ...event }) => {
      if (type === "training" && "event" in event && event.event.type === "epoch") controller.abort();
    },
  });
  await expect(stop).rejects.toMatchObject({ code: "interrupted", details: { finished: 0, count: 2 } });
  const events: BaselineEvent[] = [];
  await trainBaselines(directory, config, { onEvent: (event) => events.push(event) });
  expect(models(events)).toEqual(["1/2 color 4 resumed", "2/2 size 4 new"]);
  expect(events).toContainEqual({
    type: "training",
    event: expect.objectContaining({ type: "resumed", epoch: 2, done: 0 }) as unknown,
  });
  const weights = (of: string): Promise<Buffer> =>
    readFile(join(of, "baselines/color/seed-4/best/weights.bin"));
  await trainBaselines(run, config);
  expect(await weights(directory)).toEqual(await weights(run));
});

test("a run that was trained for longer since has its baselines trained for longer, too", async () => {
  const directory = await copied("longer");
  await trainBaselines(directory, config);
  const longer = { ...config, training: { ...config.training, epochs: 3 } };
  (await train(longer, { directory, resume: true })).model.dispose();
  expect(await evaluateRun(directory, config, { splits: ["test"] })).not.toHaveProperty("deltaM");
  const events: BaselineEvent[] = [];
  const { epochs } = await trainBaselines(directory, config, { onEvent: (event) => events.push(event) });
  expect(epochs).toBe(3);
  expect(models(events)).toEqual(["1/2 color 4 resumed", "2/2 size 4 resumed"]);
  expect(await readSummary(join(directory, "baselines/size/seed-4"))).toMatchObject({ epochs: 3 });
});

describe("refuses", () => {
  const refusal = (other: Partial<ModelConfig>, directory = run): Promise<unknown> =>
    trainBaselines(directory, { ...config, ...other }).catch((error: unknown) => error);

  test("a config by other rules, naming what differs", async () => {
    const other = { trunk: mlp({ units: [17] }), training: { ...config.training, optimizer: sgd() } };
    expect(await refusal(other)).toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("model and optimizer differ.") as string,
    });
    expect(await refusal({ training: { ...config.training, clipNorm: 1 } })).toMatchObject({
      message: expect.stringContaining("training differ") as string,
    });
    expect(await refusal({ tasks: { color } })).toMatchObject({
      message: expect.stringContaining('it lacks task "size".') as string,
    });
  });

  test("other data than the run's", async () => {
    const directory = await copied("data");
    expect(await refusal({ data: shapes({ count: 151, testCount: 50, size: 16 }) }, directory)).toMatchObject(
      {
        code: "data-invalid",
        message: expect.stringContaining("should have the 120 examples") as string,
      },
    );
  });

  test("a run that was interrupted, or had no test split", async () => {
    const aborted = join(root, "aborted");
    const controller = new AbortController();
    const stopped = await train(config, {
      directory: aborted,
      signal: controller.signal,
      onEvent: ({ type }) => type === "epoch" && controller.abort(),
    });
    stopped.model.dispose();
    expect(await refusal({}, aborted)).toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("which stopped after 1 of 2 epochs") as string,
    });
    const untested = join(root, "untested");
    const data = shapes({ count: 60, size: 16 });
    (await train({ ...config, data }, { directory: untested })).model.dispose();
    expect(await refusal({ data }, untested)).toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("are compared on a test split") as string,
    });
  });
});
