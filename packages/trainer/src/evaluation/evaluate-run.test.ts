import { numeric } from "@polyhead/spec";
import { memory as tensorMemory } from "@tensorflow/tfjs-core";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shapes, shapesInput, shapesTasks } from "../data/shapes/shapes.ts";
import type { Split } from "../fit/epoch-record.ts";
import { train, type TrainingRun } from "../fit/train.ts";
import { defineModel } from "../model/define-model.ts";
import { cnn } from "../model/trunks/cnn.ts";
import { writeReport } from "../report/write-report.ts";
import { evaluateRun } from "./evaluate-run.ts";
import type { Evaluation } from "./evaluation.ts";

const config = defineModel({
  name: "shapes",
  inputs: { image: shapesInput(16) },
  tasks: shapesTasks,
  trunk: cnn({ filters: [8], dense: 32 }),
  data: shapes({ count: 600, testCount: 300, size: 16 }),
  training: { epochs: 3, batchSize: 32, validationSplit: 0.2, seed: 1, insight: false },
});

let directory: string;
let trained: string;
let run: TrainingRun;
let evaluation: Evaluation;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-evaluate-"));
  run = await train(config, { directory });
  trained = await mkdtemp(join(tmpdir(), "polyhead-trained-"));
  await cp(directory, trained, { recursive: true });
  evaluation = await evaluateRun(directory, config);
});
afterAll(async () => {
  for (const each of [directory, trained]) await rm(each, { recursive: true, force: true });
});

test("gives the very figures of the run, on every split, which training wrote", async () => {
  const written = JSON.parse(await readFile(join(trained, "evaluation.json"), "utf8")) as unknown;
  expect(written).toEqual(JSON.parse(JSON.stringify(evaluation)));
  const { metrics, average, examples } = run.summary;
  for (const split of ["train", "validation", "test"] as const) {
    const evaluated = evaluation.splits[split];
    const figures = Object.entries(evaluated?.tasks ?? {}).map(([task, each]) => [task, each.metrics]);
    expect(Object.fromEntries(figures)).toEqual(metrics[split]);
    expect(evaluated?.average).toBe(average[split]);
  }
  expect(evaluation.splits.test?.examples).toBe(examples["test"]);
  expect(evaluation.gap).toBe((average["train"] ?? 0) - (average["test"] ?? 0));
});

test("tells confusion, calibration and residuals, which agree with the metrics", () => {
  const { shape, size } = evaluation.splits.test?.tasks ?? {};
  const { counts = [], classes } = shape?.confusion ?? {};
  expect(classes).toEqual(shapesTasks.shape.classes);
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(300);
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  expect(right / 300).toBeCloseTo(shape?.metrics["accuracy"] ?? 0, 12);
  const { ece = 0, bins = [] } = shape?.calibration ?? {};
  const gaps = bins.map(
    ({ examples, accuracy = 0, confidence = 0 }) => examples * Math.abs(accuracy - confidence),
  );
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / 300).toBeCloseTo(ece, 12);
  expect(shape).not.toHaveProperty("residuals");
  const median = size?.residuals?.quantiles.find(({ share }) => share === 0.5)?.value;
  expect(Math.abs(median ?? Number.NaN)).toBeLessThan(2 * (size?.metrics["mae"] ?? 0));
});

test("is written beside the run", async () => {
  const written = JSON.parse(await readFile(join(directory, "evaluation.json"), "utf8")) as unknown;
  expect(written).toEqual(JSON.parse(JSON.stringify(evaluation)));
});

test("of one split stays beside those of the others, as long as the weights are the same", async () => {
  const file = join(directory, "evaluation.json");
  const whole = JSON.parse(await readFile(file, "utf8")) as Evaluation;
  const { train: _, ...others } = whole.splits;
  await writeFile(file, JSON.stringify({ ...whole, splits: others, gap: 7 }));
  const own = await evaluateRun(directory, config, { splits: ["train"] });
  expect(Object.keys(own.splits)).toEqual(["train"]);
  const merged = await readFile(file, "utf8");
  expect(JSON.parse(merged)).toEqual(whole);
  expect(Object.keys((JSON.parse(merged) as Evaluation).splits)).toEqual(["train", "validation", "test"]);

  await writeFile(file, JSON.stringify({ ...whole, sha256: "of other weights" }));
  await evaluateRun(directory, config, { splits: ["test"] });
  const anew = JSON.parse(await readFile(file, "utf8")) as Evaluation;
  expect(anew).toEqual({
    name: "shapes",
    weights: "best",
    sha256: whole.sha256,
    splits: { test: whole.splits.test },
  });
  await writeFile(file, "{");
  await evaluateRun(directory, config);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(whole);
});

test("is shown by the run's report, but not where the weights have changed since", async () => {
  const report = join(directory, "report.html");
  const shown = async (): Promise<boolean> => (await readFile(report, "utf8")).includes("What it gets wrong");
  const file = join(directory, "evaluation.json");
  const whole = await readFile(file, "utf8");
  await writeFile(file, whole.replace(/"sha256": "\w+"/, '"sha256": "other"'));
  await writeReport(directory);
  expect(await shown()).toBe(false);
  await evaluateRun(directory, config, { splits: ["test"] });
  expect(await shown()).toBe(true);
  await writeFile(file, whole);
});

test("ends where it is interrupted, and writes nothing", async () => {
  const before = await readFile(join(directory, "evaluation.json"), "utf8");
  const controller = new AbortController();
  const told: string[] = [];
  const stopped = evaluateRun(directory, config, {
    signal: controller.signal,
    onEvent({ type }) {
      told.push(type);
      if (type === "split") controller.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({
    code: "interrupted",
    message: expect.stringMatching(
      /^Evaluating was interrupted after \d+ examples of the validation split/,
    ) as string,
  });
  expect(told.at(-1)).toBe("interrupted");
  expect(await readFile(join(directory, "evaluation.json"), "utf8")).toBe(before);
});

test("measures the last checkpoint and chosen splits, and leaves no tensors", async () => {
  const before = tensorMemory().numTensors;
  const events: string[] = [];
  const last = await evaluateRun(directory, config, {
    checkpoint: "last",
    splits: ["validation"],
    onEvent: (event) => events.push(event.type),
  });
  expect(tensorMemory().numTensors).toBe(before);
  expect(last).toMatchObject({ weights: "last" });
  expect(Object.keys(last.splits)).toEqual(["validation"]);
  expect(last.splits.validation?.average).toBe(run.history.at(-1)?.average.validation);
  expect(last).not.toHaveProperty("gap");
  expect(events).toEqual(["engine", "progress", "split"]);
  const file = await readFile(join(directory, "evaluation-last.json"), "utf8");
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(last)));
});

describe("refuses", () => {
  const refusal = (other: object, splits?: readonly Split[]): Promise<unknown> =>
    evaluateRun(directory, { ...config, ...other }, { splits }).catch((error: unknown) => error);

  test("a config of another model, naming what differs", async () => {
    const inputs = { image: numeric({ columns: ["a"] }) };
    const { color: _, ...tasks } = shapesTasks;
    expect(await refusal({ inputs, tasks })).toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining('it lacks task "color", and input "image" differs.') as string,
    });
  });

  test("a config with other data, or none", async () => {
    const fewer = shapes({ count: 600, testCount: 299, size: 16 });
    expect(await refusal({ data: fewer }, ["test"])).toMatchObject({ code: "data-invalid" });
    expect(await refusal({ data: undefined })).toMatchObject({ code: "config-invalid" });
  });

  test("what is no run, and a checkpoint that is not there", async () => {
    const nowhere = evaluateRun(join(directory, "nowhere"), config);
    await expect(nowhere).rejects.toMatchObject({ code: "file-missing" });
    await rm(join(directory, "checkpoints"), { recursive: true });
    await expect(evaluateRun(directory, config, { checkpoint: "last" })).rejects.toMatchObject({
      code: "file-missing",
      message: expect.stringContaining("should have its last checkpoint") as string,
    });
  });
});
