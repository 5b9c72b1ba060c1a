import { classification, PolyheadError, text, words, type Example } from "@polyhead/spec";
import { memory as tensorMemory, scalar } from "@tensorflow/tfjs-core";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cagrad } from "../balancing/gradients/cagrad.ts";
import { equal } from "../balancing/losses/equal.ts";
import { uncertainty } from "../balancing/losses/uncertainty.ts";
import { memory } from "../data/memory.ts";
import { shapes, shapesInput, shapesTasks } from "../data/shapes/shapes.ts";
import { defineModel } from "../model/define-model.ts";
import { hardSharing } from "../model/sharing/hard-sharing.ts";
import { ltb } from "../model/sharing/ltb.ts";
import { nddr } from "../model/sharing/nddr.ts";
import type { Sharing } from "../model/sharing/sharing.ts";
import { cnn } from "../model/trunks/cnn.ts";
import { wordBag } from "../model/trunks/word-bag.ts";
import { adam } from "../optimizers/adam.ts";
import { sgd } from "../optimizers/sgd.ts";
import { newestCheckpointDirectory } from "./checkpoints.ts";
import { cosine, warmUp } from "../schedules/schedules.ts";
import type { TrainingEvent } from "./events.ts";
import { latestRun, loadRun } from "./run.ts";
import { train, type TrainOptions, type TrainingRun } from "./train.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-train-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const config = defineModel({
  name: "shapes",
  inputs: { image: shapesInput(16) },
  tasks: shapesTasks,
  trunk: cnn({ filters: [8], dense: 32 }),
  balancing: uncertainty(),
  data: shapes({ count: 200, testCount: 50, size: 16 }),
  training: { epochs: 2, batchSize: 32, validationSplit: 0.2, seed: 1, insight: false },
});

const start = (name: string, options: Partial<TrainOptions> = {}): Promise<TrainingRun> =>
  train(config, { directory: join(directory, name), ...options });
const weightsOf = ({ model }: TrainingRun): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test("a run leaves its summary, metrics, checkpoints and report, and can be opened again", async () => {
  const events: TrainingEvent[] = [];
  const run = await start("whole", { onEvent: (event) => events.push(event) });
  expect(run.summary).toMatchObject({
    examples: { train: 160, validation: 40, test: 50 },
    epochs: 2,
    interrupted: false,
  });
  expect(Object.keys(run.summary.metrics)).toEqual(["train", "validation", "test"]);
  const lines = (await readFile(join(run.directory, "metrics.jsonl"), "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(JSON.parse(JSON.stringify(run.history)));
  expect(events.map(({ type }) => type).filter((type) => type !== "step")).toEqual([
    "engine",
    "reading",
    "start",
    "epoch",
    "epoch",
  ]);
  expect(await readFile(run.report, "utf8")).toContain("Generalization gap");

  const opened = await loadRun(run.directory);
  expect(opened.summary).toEqual(JSON.parse(JSON.stringify(run.summary)));
  expect(opened.model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(weightsOf(run));
  expect(await latestRun(directory)).toBe(run.directory);
});

test("the same seed gives the same weights, another seed others", async () => {
  const [first, second] = [await start("first"), await start("second")];
  expect(weightsOf(first)).toEqual(weightsOf(second));
  const other = await train(
    { ...config, training: { ...config.training, seed: 2 } },
    { directory: join(directory, "other") },
  );
  expect(weightsOf(other)).not.toEqual(weightsOf(first));
});

test("insight changes no weight, and can be turned off", async () => {
  const run = (insight: boolean): Promise<TrainingRun> =>
    train(
      { ...config, sharing: nddr(), training: { ...config.training, insight } },
      { directory: join(directory, `insight-${insight}`) },
    );
  const [measured, without] = [await run(true), await run(false)];
  expect(weightsOf(measured)).toEqual(weightsOf(without));
  for (const { relations } of measured.history) expect(relations?.cosines).toHaveLength(4);
  for (const { relations } of without.history) expect(relations).toBeUndefined();
  const files = async ({ directory: of }: TrainingRun): Promise<string[]> => (await readdir(of)).toSorted();
  expect(await files(measured)).toContain("insight.json");
  expect(await files(without)).toEqual((await files(measured)).filter((name) => name !== "insight.json"));
});

test("a run leaves only its model's tensors", async () => {
  const before = tensorMemory().numTensors;
  const run = await train(
    { ...config, training: { ...config.training, insight: true } },
    { directory: join(directory, "tensors") },
  );
  run.model.dispose();
  expect(tensorMemory().numTensors).toBe(before);
});

test("an abort saves what there is and says so", async () => {
  const controller = new AbortController();
  const run = await start("aborted", {
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === "epoch") controller.abort();
    },
  });
  expect(run.summary).toMatchObject({ interrupted: true, epochs: 1, bestEpoch: 1 });
  expect((await loadRun(run.directory, "last")).summary.interrupted).toBe(true);
});

test("a way of sharing hears of every step, by its number in the run, and adds its penalty", async () => {
  const steps: number[] = [];
  const sharing: Sharing = {
    ...hardSharing(),
    beforeStep: (_, step) => steps.push(step),
    penalty: () => () => scalar(100),
  };
  const run = await train({ ...config, sharing }, { directory: join(directory, "sharing") });
  expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { objective } of run.history) expect(objective).toBeGreaterThan(100);
});

describe("refuses", () => {
  const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

  test("a config without data", async () => {
    const { data: _, ...rest } = config;
    const error = await failure(train(rest, { directory: join(directory, "none") }));
    expect(error).toMatchObject({ name: PolyheadError.name, code: "config-invalid" });
  });

  test("a directory that is a file", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    const error = await failure(start("unwritable", { directory: join(file, "run") }));
    expect(error).toMatchObject({ code: "file-unwritable" });
  });

  test("an objective that is no longer a number, keeping what was saved", async () => {
    const diverging = { ...config, training: { ...config.training, optimizer: sgd({ learningRate: 1e30 }) } };
    const error = await failure(train(diverging, { directory: join(directory, "diverged") }));
    expect(error).toMatchObject({ code: "training-diverged" });
  });

  test("a checkpoint whose weights are cut short", async () => {
    const run = await start("cut");
    await writeFile(join(run.directory, "best", "weights.bin"), new Uint8Array(10));
    expect(await failure(loadRun(run.directory))).toMatchObject({ code: "file-invalid" });
  });

  test("a directory without a run", async () => {
    expect(await failure(latestRun(join(directory, "nowhere")))).toMatchObject({ code: "file-missing" });
    expect(await failure(loadRun(directory))).toMatchObject({ code: "file-missing" });
  });
});

describe("resuming", () => {
  // Branches are drawn anew in every step.
  const settings = {
    ...config,
    sharing: ltb({ nodes: 2 }),
    training: { ...config.training, epochs: 3, insight: true },
  };
  const run = (name: string, options: Partial<TrainOptions> = {}): Promise<TrainingRun> =>
    train(settings, { directory: join(directory, name), ...options });
  /** Stops a while after training has begun, wherever it then is. */
  function stoppedAfter(name: string, milliseconds: number, resume: boolean): Promise<TrainingRun> {
    const controller = new AbortController();
    const onEvent = ({ type }: TrainingEvent): void => {
      if (type === "start") setTimeout(() => controller.abort(), milliseconds);
    };
    return run(name, { resume, signal: controller.signal, onEvent });
  }
  const figures = ({ history }: TrainingRun): unknown =>
    history.map((record) => ({ ...record, seconds: 0, examplesPerSecond: 0 }));

  test("gives the weights and figures of a run that never stopped, to the bit", async () => {
    const whole = await run("undisturbed");
    for (const [at, milliseconds] of [150, 40, 100].entries())
      await stoppedAfter("stopped", milliseconds, at > 0);
    const resumed = await run("stopped", { resume: true });
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    expect(figures(resumed)).toEqual(figures(whole));
  });

  test("goes on from the checkpoint before a damaged one, and says so", async () => {
    const whole = await run("undamaged");
    await run("damaged");
    const newest = (await newestCheckpointDirectory(join(directory, "damaged"))) ?? "";
    await truncate(join(newest, "training.bin"), 100);
    const events: TrainingEvent[] = [];
    const resumed = await run("damaged", { resume: true, onEvent: (event) => events.push(event) });
    expect(events.find(({ type }) => type === "damaged")).toMatchObject({
      directory: newest,
      reason: expect.stringContaining("training.bin is not as it was written"),
    });
    expect(events.find(({ type }) => type === "resumed")).toMatchObject({ epoch: 3 });
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
  });

  test("leaves no checkpoint that it passed over, or that was not finished", async () => {
    await run("littered");
    const checkpoints = join(directory, "littered", "checkpoints");
    const [, newest = ""] = (await readdir(checkpoints)).toSorted();
    await rename(join(checkpoints, newest), join(checkpoints, "epoch-000099-example-000000000000"));
    await truncate(join(checkpoints, "epoch-000099-example-000000000000", "weights.bin"), 1);
    await mkdir(join(checkpoints, `${newest}.partial`));
    await run("littered", { resume: true });
    expect((await readdir(checkpoints)).toSorted()).toEqual([
      "epoch-000003-example-000000000000",
      "epoch-000004-example-000000000000",
    ]);
  });

  test("gives the best epoch its weights where the process ended before they were saved", async () => {
    const whole = await run("saved");
    expect(whole.summary.bestEpoch).toBe(3);
    await rm(join(directory, "saved", "best"), { recursive: true });
    expect(weightsOf(await run("saved", { resume: true }))).toEqual(weightsOf(whole));
  });

  test("is refused without a checkpoint, and with another config", async () => {
    await expect(run("nothing", { resume: true })).rejects.toMatchObject({ code: "file-missing" });
    await run("mine");
    const sharing = ltb({ nodes: 2, temperature: 5 });
    const other = {
      ...settings,
      sharing,
      balancing: equal(),
      training: { ...settings.training, batchSize: 16 },
    };
    await expect(train(other, { directory: join(directory, "mine"), resume: true })).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("balancing and sharing and training differ"),
    });
  });

  test("is refused with other options of the optimizer or the balancing method", async () => {
    const started = {
      ...settings,
      balancing: cagrad({ c: 0.4 }),
      training: { ...settings.training, epochs: 1 },
    };
    const options = { directory: join(directory, "options"), resume: true };
    await train(started, { ...options, resume: false });
    const balanced = { ...started, balancing: cagrad({ c: 0.2 }) };
    await expect(train(balanced, options)).rejects.toThrow("balancing differ");
    const tuned = { ...started, training: { ...started.training, optimizer: adam({ beta1: 0.8 }) } };
    await expect(train(tuned, options)).rejects.toThrow("optimizer differ");
  });
});

test("ends when no epoch is better for as long as patience lasts, also after resuming", async () => {
  const events: TrainingEvent[] = [];
  const impatient = {
    ...config,
    training: {
      ...config.training,
      epochs: 30,
      patience: 1,
      selectBy: "shape",
      optimizer: sgd({ learningRate: 1e-9 }),
    },
  };
  const options = {
    directory: join(directory, "impatient"),
    onEvent: (event: TrainingEvent) => events.push(event),
  };
  const run = await train(impatient, options);
  expect(run.history).toHaveLength(2);
  expect(events).toContainEqual({ type: "stopped", epoch: 2, best: 1 });
  expect((await train(impatient, { ...options, resume: true })).history).toHaveLength(2);
});

test("a schedule and a limit on gradients change what is learned, and a resumed run follows the schedule", async () => {
  const settings = {
    ...config,
    training: {
      ...config.training,
      epochs: 3,
      schedule: warmUp({ steps: 5, into: cosine() }),
      clipNorm: 0.5,
    },
  };
  const run = (name: string, options: Partial<TrainOptions> = {}): Promise<TrainingRun> =>
    train(settings, { directory: join(directory, name), ...options });
  const whole = await run("scheduled");
  const plain = await train(
    { ...config, training: { ...config.training, epochs: 3 } },
    { directory: join(directory, "unscheduled") },
  );
  expect(weightsOf(whole)).not.toEqual(weightsOf(plain));
  const controller = new AbortController();
  await run("rescheduled", {
    signal: controller.signal,
    onEvent: ({ type }) => type === "epoch" && controller.abort(),
  });
  expect(weightsOf(await run("rescheduled", { resume: true }))).toEqual(weightsOf(whole));
});

describe("where a run was before", () => {
  const one = { ...config, training: { ...config.training, epochs: 1, seed: 5 } };

  test("another takes its place, and is what is resumed", async () => {
    const place = join(directory, "replaced");
    await train(config, { directory: place });
    await mkdir(join(place, "baselines"));
    await writeFile(join(place, "notes.txt"), "mine");
    const second = await train(one, { directory: place });
    expect(await readdir(join(place, "checkpoints"))).toHaveLength(1);
    expect(await readdir(place)).not.toContain("baselines");
    expect(await readdir(place)).toContain("notes.txt");
    const resumed = await train(one, { directory: place, resume: true });
    expect(weightsOf(resumed)).toEqual(weightsOf(second));
  });

  test("data that cannot be read leave it as it is", async () => {
    const place = join(directory, "kept");
    const { history } = await train(one, { directory: place });
    const data = memory({ train: [] });
    await expect(train({ ...one, data }, { directory: place })).rejects.toThrow("it is empty");
    expect((await train(one, { directory: place, resume: true })).history).toEqual(history);
  });

  test("while it is at work, another is refused", async () => {
    const place = join(directory, "busy");
    let other: Promise<unknown> = Promise.resolve();
    const onEvent = ({ type }: TrainingEvent): void => {
      if (type === "reading") other = train(one, { directory: place }).catch((error: unknown) => error);
    };
    await train(one, { directory: place, onEvent });
    expect(await other).toMatchObject({ code: "file-unwritable", details: { pid: process.pid } });
    expect(await readdir(place)).not.toContain("training.lock");
  });
});

test("resuming is refused with other rows, and with layers that differ in no weight's shape", async () => {
  const examples = Array.from({ length: 40 }, (_, at) => ({
    inputs: { query: [at % 2 === 0 ? "good" : "bad", "day"] },
    labels: { mood: at % 2 === 0 ? "good" : "bad" },
  }));
  const texts = defineModel({
    name: "moods",
    inputs: { query: text({ tokens: words(), maxLength: 4 }) },
    tasks: { mood: classification({ classes: ["good", "bad"] }) },
    trunk: wordBag({ embedding: 4, units: [4], dropout: 0.1 }),
    data: memory({ train: examples }),
    training: { epochs: 1, insight: false },
  });
  const options = { directory: join(directory, "moods"), resume: true };
  await train(texts, { ...options, resume: false });
  const dropping = { ...texts, trunk: wordBag({ embedding: 4, units: [4], dropout: 0.2 }) };
  await expect(train(dropping, options)).rejects.toThrow("; model differ");
  const turned = { ...texts, data: memory({ train: examples.toReversed() }) };
  await expect(train(turned, options)).rejects.toThrow("; rows differ");
  expect((await train(texts, options)).history).toHaveLength(1);
});

describe("missing labels", () => {
  const withLabels = (
    change: (labels: Example["labels"], at: number) => Example["labels"],
  ): typeof config => {
    const { data } = config;
    return {
      ...config,
      data: {
        name: "some shapes",
        async *train(shape) {
          let at = 0;
          for await (const example of data!.train(shape))
            yield { ...example, labels: change(example.labels, at++) };
        },
      },
      training: { ...config.training, epochs: 1 },
    };
  };

  test("are left out of losses and metrics; a batch without one label of a task is fine", async () => {
    const some = withLabels((labels, at) => (at < 150 ? { ...labels, angle: "", color: undefined } : labels));
    const { summary, history } = await train(some, { directory: join(directory, "gaps") });
    expect(Object.values(history[0]!.losses).every((loss) => Number.isFinite(loss))).toBe(true);
    expect(Object.keys(summary.metrics["train"]!["angle"]!)).toContain("r2");
    const { train: trained, validation } = summary.labels;
    expect([trained["angle"]! + validation["angle"]!, trained["shape"]! + validation["shape"]!]).toEqual([
      50, 200,
    ]);
  });

  test("of a whole task are refused", async () => {
    const none = withLabels((labels) => ({ ...labels, angle: null }));
    await expect(train(none, { directory: join(directory, "none") })).rejects.toThrow(
      'Task "angle" should have a label in some of the 160 examples',
    );
  });
});
