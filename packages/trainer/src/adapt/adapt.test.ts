import {
  binary,
  classification,
  count,
  multiLabel,
  ordinal,
  regression,
  type Example,
  type Label,
  type PolyheadError,
  type TaskSpec,
} from "@polyhead/spec";
import { memory as tensorMemory } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { randomSource } from "../data/random.ts";
import { evaluateRun } from "../evaluation/evaluate-run.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { loadRun } from "../fit/run.ts";
import { train, type TrainingRun } from "../fit/train.ts";
import { defineModel } from "../model/define-model.ts";
import { mmoe } from "../model/sharing/mmoe.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { primaryMetric } from "../tasks/task-kinds.ts";
import { numeric } from "@polyhead/spec";
import { adapt, type AdaptConfig, type AdaptOptions } from "./adapt.ts";

/** Two numbers in; their quadrant, the product of their signs, and their sum out. */
function examples(count: number, seed: number): readonly Example[] {
  const random = randomSource(seed, "numbers");
  return Array.from({ length: count }, () => {
    const [x, y] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const quadrant = `${x > 0 ? "right" : "left"} ${y > 0 ? "up" : "down"}`;
    const labels = { side: x > 0 ? "right" : "left", height: y, quadrant, sum: x + y };
    return { inputs: { point: [x, y] }, labels };
  });
}

const quadrant = classification({ classes: ["left down", "left up", "right down", "right up"] });
const tasks = { side: classification({ classes: ["left", "right"] }), height: regression() };
const config = defineModel({
  name: "points",
  inputs: { point: numeric({ columns: ["x", "y"] }) },
  tasks,
  trunk: mlp({ units: [16, 8] }),
  sharing: mmoe({ experts: 2 }),
  data: memory({ train: examples(300, 1), test: examples(60, 2) }),
  training: { epochs: 4, batchSize: 16, insight: false },
});

/** With labels of `names` alone. */
function labelled(all: readonly Example[], ...names: readonly string[]): readonly Example[] {
  return all.map(({ inputs, labels }) => ({
    inputs,
    labels: Object.fromEntries(names.map((name) => [name, labels[name]])),
  }));
}

let directory: string;
let base: TrainingRun;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-adapt-"));
  base = await train(config, { directory: join(directory, "base") });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const few = labelled(examples(32, 3), "quadrant");
const held = labelled(examples(60, 4), "quadrant");
const toQuadrant: AdaptConfig = {
  tasks: { quadrant },
  data: memory({ train: few, test: held }),
  training: { insight: false },
};

function start(name: string, to: AdaptConfig, options: Partial<AdaptOptions> = {}): Promise<TrainingRun> {
  return adapt(base.directory, to, { directory: join(directory, name), ...options });
}

function weightsOf(model: LayersModel, like: LayersModel): number[][] {
  return like.layers.flatMap(({ name }) =>
    model
      .getLayer(name)
      .getWeights()
      .map((weight) => [...weight.dataSync()]),
  );
}

test("a frozen run learns a new task from few examples and keeps all else to the bit", async () => {
  const events: TrainingEvent[] = [];
  const run = await start(
    "frozen",
    { ...toQuadrant, training: {} },
    { onEvent: (event) => events.push(event) },
  );
  expect(weightsOf(run.model, base.model)).toEqual(weightsOf(base.model, base.model));
  const { metrics, spec, adapted, examples: counts } = run.summary;
  expect(Object.keys(spec.tasks)).toEqual(["side", "height", "quadrant"]);
  expect(spec.inputs).toEqual(base.summary.spec.inputs);
  expect(metrics["test"]?.["quadrant"]?.["accuracy"]).toBeGreaterThan(0.8);
  for (const split of ["train", "validation", "test"])
    for (const task of ["side", "height"])
      expect(metrics[split]?.[task]).toEqual(base.summary.metrics[split]?.[task]);
  expect(adapted).toEqual({ run: "../base", tasks: ["quadrant"], trunkRate: 0 });
  expect(counts).toEqual({ train: 32, validation: 0, test: 60 });
  expect(events.find(({ type }) => type === "head")).toMatchObject({ examples: 32, folds: 5 });
  expect(metrics["validation"]?.["quadrant"]?.["accuracy"]).toBeGreaterThan(0.5);
  expect((await readdir(run.directory)).toSorted()).toEqual(
    expect.arrayContaining(["best", "checkpoints", "insight.json", "report.html", "run.json"]),
  );
  expect(await readFile(run.report, "utf8")).toContain("Adapted from the run ../base");
  const opened = await loadRun(run.directory, "last");
  expect(weightsOf(opened.model, run.model)).toEqual(weightsOf(run.model, run.model));
});

test("an adapted run is evaluated and adapted again as any other", async () => {
  const evaluation = await evaluateRun(
    join(directory, "frozen"),
    { ...config, tasks: { ...tasks, quadrant }, data: toQuadrant.data! },
    { splits: ["test"] },
  );
  const { metrics } = (await loadRun(join(directory, "frozen"))).summary;
  expect(evaluation.splits.test?.tasks["quadrant"]?.metrics).toEqual(metrics["test"]?.["quadrant"]);
  const sums = memory({ train: labelled(examples(20, 5), "sum"), test: labelled(examples(60, 6), "sum") });
  const again = await adapt(
    join(directory, "frozen"),
    { tasks: { sum: regression() }, data: sums },
    { directory: join(directory, "again") },
  );
  expect(Object.keys(again.summary.metrics["test"] ?? {})).toEqual(["side", "height", "quadrant", "sum"]);
  expect(again.summary.metrics["test"]?.["sum"]?.["r2"]).toBeGreaterThan(0.95);
});

type Point = readonly [x: number, y: number];
const kinds: Record<string, [TaskSpec, (point: Point) => Label]> = {
  binary: [binary(), ([x, y]) => x + y > 0],
  ordinal: [
    ordinal({ levels: ["low", "middle", "high"] }),
    ([, y]) => ["low", "middle", "high"][Math.floor((y + 1) * 1.5)] ?? "high",
  ],
  count: [count(), ([x]) => Math.round(3 + 3 * x)],
  "multi-label": [
    multiLabel({ labels: ["right", "up"] }),
    ([x, y]) => [...(x > 0 ? ["right"] : []), ...(y > 0 ? ["up"] : [])],
  ],
  "regression of two numbers": [regression({ names: ["sum", "difference"] }), ([x, y]) => [x + y, x - y]],
  "regression by quantiles": [regression({ loss: "quantile" }), ([x, y]) => x - y],
};

test.each(Object.entries(kinds))("learns a %s task", async (name, [task, label]) => {
  const relabelled = (all: readonly Example[]): Example[] =>
    all.map(({ inputs }) => ({ inputs, labels: { new: label(inputs["point"] as unknown as Point) } }));
  const data = memory({ train: relabelled(examples(40, 8)), test: relabelled(examples(60, 9)) });
  const { summary } = await start(name, { tasks: { new: task }, data, training: { insight: false } });
  for (const split of ["validation", "test"])
    expect(summary.metrics[split]?.["new"]?.[primaryMetric(task)]).toBeGreaterThan(0.7);
});

test("the same data and seed give the same weights", async () => {
  const [{ model }, { model: first }] = [
    await start("same", toQuadrant),
    await loadRun(join(directory, "frozen")),
  ];
  expect(weightsOf(model, model)).toEqual(weightsOf(first, model));
});

test("a tuned run moves the trunk, and old tasks learn from labels that are there", async () => {
  const data = memory({ train: labelled(examples(64, 3), "quadrant", "height") });
  const to = { tasks: { ...tasks, quadrant }, data, training: { epochs: 2, insight: false } };
  const run = await start("tuned", to, { trunkRate: 0.1 });
  expect(run.summary.epochs).toBe(2);
  expect(weightsOf(run.model, base.model)).not.toEqual(weightsOf(base.model, base.model));
  expect(run.history[0]?.weights).toEqual({ side: Number.NaN, height: 1, quadrant: 1 });
  expect(run.summary.metrics["train"]).toMatchObject({ height: { r2: expect.any(Number) as number } });
  expect(run.summary.metrics["test"]).toBeUndefined();
});

test("a tuned run that was stopped goes on to the bit", async () => {
  const to = { ...toQuadrant, training: { epochs: 2, insight: false } };
  const whole = await start("whole", to, { trunkRate: 0.1 });
  const controller = new AbortController();
  const stopped = await start("stopped", to, {
    trunkRate: 0.1,
    signal: controller.signal,
    onEvent: ({ type }) => type === "epoch" && controller.abort(),
  });
  expect(stopped.summary).toMatchObject({ interrupted: true, epochs: 1 });
  const resumed = await start("stopped", to, { trunkRate: 0.1, resume: true });
  expect(resumed.summary).toMatchObject({ interrupted: false, epochs: 2 });
  expect(weightsOf(resumed.model, whole.model)).toEqual(weightsOf(whole.model, whole.model));
});

test("a run leaves only its model's tensors", async () => {
  const before = tensorMemory().numTensors;
  (await start("tensors", toQuadrant)).model.dispose();
  expect(tensorMemory().numTensors).toBe(before);
});

const alike = examples(8, 7).map(({ inputs }) => ({ inputs, labels: { quadrant: "left up" } }));
const nameless = examples(8, 7).map(({ labels }) => ({ inputs: { place: [0, 0] }, labels }));
const refusals: Record<string, [AdaptConfig, Partial<PolyheadError>, string]> = {
  "a task that is there": [
    { tasks: { side: tasks.side }, data: memory({ train: few }) },
    { code: "config-invalid" },
    "does not have; the run has all that were given: side",
  ],
  "a task that is there as another": [
    { tasks: { side: quadrant }, data: memory({ train: few }) },
    { code: "config-invalid" },
    'task "side" differs',
  ],
  "a task with an input's name": [
    { tasks: { point: quadrant }, data: memory({ train: few }) },
    { code: "config-invalid" },
    "rename one",
  ],
  "labels that are all alike": [
    { tasks: { quadrant }, data: memory({ train: alike }) },
    { code: "data-invalid" },
    "8 have one, and all are alike",
  ],
  "no labels": [
    { tasks: { other: quadrant }, data: memory({ train: few }) },
    { code: "data-invalid" },
    "it has none",
  ],
  "data without the model's inputs": [
    { tasks: { quadrant }, data: memory({ train: nameless }) },
    { code: "data-invalid" },
    'the input "point" is missing; there is place',
  ],
  "no data": [{ tasks: { quadrant } }, { code: "config-invalid" }, "there is none"],
};

test.each(Object.entries(refusals))("refuses %s", async (name, [to, error, message]) => {
  const adapting = start(`refused ${name}`, to);
  await expect(adapting).rejects.toMatchObject(error);
  await expect(adapting).rejects.toThrow(message);
});
