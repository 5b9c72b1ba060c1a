import { exportModel } from "@polyhead/exporter";
import { load, type Model } from "@polyhead/runtime";
import {
  binary,
  classification,
  count,
  multiLabel,
  numeric,
  ordinal,
  regression,
  type Example,
  type Label,
} from "@polyhead/spec";
import {
  defineModel,
  evaluateSplits,
  memory,
  mlp,
  randomSource,
  train,
  uncertainty,
  type TrainingRun,
} from "@polyhead/trainer";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, predictInBrowser } from "../browser/harness.ts";
import "../browser/matcher.ts";
import { findChromium } from "../setup/chromium.ts";

const tasks = {
  sick: binary({ positive: "sick", negative: "well", classWeights: "balanced" }),
  side: classification({ classes: ["left", "middle", "right"], focalGamma: 1 }),
  tags: multiLabel({ labels: ["low", "near"], labelSmoothing: 0.05 }),
  grade: ordinal({ levels: ["poor", "fair", "good", "best"] }),
  visits: count(),
  height: regression({ unit: "m" }),
  depth: regression({ loss: "mae" }),
  width: regression({ loss: "huber" }),
  price: regression({ loss: "quantile", quantiles: [0.1, 0.5, 0.9] }),
  noise: regression({ loss: "gaussian", unit: "dB" }),
  place: regression({ names: ["x", "y"], unit: "km" }),
  wind: regression({ names: ["east", "north"], loss: "gaussian" }),
  tide: regression({ names: ["dawn", "dusk"], loss: "quantile", quantiles: [0.25, 0.75] }),
};

function labelsOf(a: number, b: number): Record<keyof typeof tasks, Label | null> {
  const plane = 50 + 10 * a - 4 * b;
  return {
    sick: a > 0.4,
    side: b < -0.3 ? "left" : b < 0.3 ? "middle" : "right",
    tags: [a < 0 ? 1 : 0, b > 0.8 ? null : Math.hypot(a, b) < 0.7 ? 1 : 0],
    grade: ["poor", "fair", "good", "best"][Math.min(3, Math.floor(2 + a + b))] ?? "best",
    visits: Math.round(Math.exp(1 + a)),
    height: plane,
    depth: 2 * a,
    width: plane ** 2,
    price: 1000 * plane,
    noise: plane + b,
    place: [plane, b > 0.8 ? null : a],
    wind: [a, -3 * b],
    tide: [b, 100 * a],
  };
}

function drawn(rows: number, name: string): Example[] {
  const random = randomSource(1, name);
  return Array.from({ length: rows }, (_, row) => {
    const [a, b] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const labels = Object.entries(labelsOf(a, b)).filter((_, at) => (row + at) % 5 > 0);
    return { inputs: { point: [a, b] }, labels: Object.fromEntries(labels) };
  });
}

const held = drawn(150, "test");
const config = defineModel({
  name: "kinds",
  inputs: { point: numeric({ columns: ["a", "b"] }) },
  tasks,
  trunk: mlp({ units: [32] }),
  balancing: uncertainty(),
  data: memory({ train: drawn(600, "train"), test: held }),
  training: { epochs: 8, batchSize: 16, insight: false },
});

describe("every kind of task, from training to predictions, a fifth of the labels missing", () => {
  let directory: string;
  let run: TrainingRun;
  let path: string;
  let model: Model<typeof config>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-kinds-"));
    run = await train(config, { directory });
    const { spec } = run.summary;
    ({ path } = await exportModel({
      model: run.model,
      spec,
      path: join(directory, "kinds.onnx"),
      logits: true,
    }));
    model = await load<typeof config>(path, { device: "cpu" });
  });
  afterAll(async () => {
    await model.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  test("all are learned together", () => {
    expect(run.summary.average["test"]).toBeGreaterThan(0.8);
  });

  test("the file measures what the run measured", async () => {
    const { splits } = await evaluateSplits(
      { spec: model.manifest!, config, model: path, splits: ["test"] },
      async ({ examples }) => {
        const outputs = await model.predictRaw(examples.map(({ inputs }) => inputs as never));
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
        );
      },
    );
    for (const [task, metrics] of Object.entries(run.summary.metrics["test"] ?? {}))
      for (const [metric, value] of Object.entries(metrics))
        expect(splits.test?.tasks[task]?.metrics[metric], `${task} ${metric}`).toBeCloseTo(value, 2);
  });

  test("predictions say what the tasks declare", async () => {
    const said = await model.predict({ point: { a: 0.9, b: -0.9 } });
    const near = (value: number): number => expect.closeTo(value, 3) as number;
    expect(said.sick.class).toBe(said.sick.positive ? "sick" : "well");
    expect(said.side.class).toBe("left");
    expect(said.tags.labels).toEqual([]);
    expect(Object.values(said.grade.probabilities).reduce((sum, each) => sum + each)).toEqual(near(1));
    expect(said.visits.rate).toBeGreaterThan(0);
    expect(said.height.unit).toBe("m");
    expect(said.noise.deviation).toBeGreaterThan(0);
    expect(said.price.quantiles).toEqual(said.price.quantiles.toSorted((x, y) => x - y));
    expect(said.price.value).toBe(said.price.quantiles[1]);
    expect(said.place.values.y.unit).toBe("km");
    expect(said.wind.values.north.value).toBeGreaterThan(1);
    expect(said.tide.values.dusk.quantiles).toHaveLength(2);
  });

  test.skipIf(findChromium() === undefined)("Chromium predicts the same on WebAssembly", async () => {
    await using session = await openBrowser({ webgpu: false });
    const inputs = held.slice(0, 20).map((example) => example.inputs);
    const [modelBytes, expected] = [await readFile(path), await model.predictBatch(inputs as never)];
    const result = await predictInBrowser(session, { modelBytes, device: "wasm", inputs });
    expect(result.predictions).toPredictLike(expected);
  });
});
