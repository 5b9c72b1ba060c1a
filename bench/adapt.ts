// How well a model trained on shape and size learns colors from few pictures: with its weights frozen, tuned, and without it.
// Usage: node bench/adapt.ts [draws]
import type { Example } from "@polyhead/spec";
import {
  adapt,
  cnn,
  defineModel,
  memory,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  uncertainty,
  type Source,
  type TrainingRun,
} from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SHOTS = [1, 5, 20];
const draws = Number(process.argv[2] ?? 3);
const { shape, size, color } = shapesTasks;
const network = { inputs: { image: shapesInput() }, trunk: cnn({ filters: [16, 32], dense: 128 }) };
const directory = await mkdtemp(join(tmpdir(), "polyhead-adapt-"));
const base = join(directory, "base");
await train(
  defineModel({
    name: "shapes",
    ...network,
    tasks: { shape, size },
    balancing: uncertainty(),
    data: shapes({ count: 3000, testCount: 500 }),
    training: { epochs: 6, insight: false },
  }),
  { directory: base },
);

const pictures = shapes({ count: 4000, testCount: 1000, seed: 1 });
const pool = (await Array.fromAsync(pictures.train())).map(onlyColor);
const test = (await Array.fromAsync(pictures.test?.() ?? [])).map(onlyColor);
const few = (shots: number, draw: number): Source =>
  memory({
    train: color.classes.flatMap((name) =>
      pool.filter(({ labels }) => labels["color"] === name).slice(draw * shots, (draw + 1) * shots),
    ),
    test,
  });
const options = { directory: join(directory, "run") };
const ways: Readonly<Record<string, (data: Source) => Promise<TrainingRun>>> = {
  frozen: (data) => adapt(base, { tasks: { color }, data, training: { insight: false } }, options),
  "tuned at 0.1": (data) =>
    adapt(base, { tasks: { color }, data, training: { insight: false } }, { ...options, trunkRate: 0.1 }),
  alone: (data) =>
    train(
      defineModel({
        name: "alone",
        ...network,
        tasks: { color },
        data,
        training: { epochs: 60, batchSize: 16, validationSplit: 0, insight: false },
      }),
      options,
    ),
};

console.log(`| way | ${SHOTS.map((shots) => `${shots} of each color`).join(" | ")} |`);
for (const [way, learn] of Object.entries(ways)) {
  const cells: string[] = [];
  for (const shots of SHOTS) {
    const accuracies: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const { model, summary } = await learn(few(shots, draw));
      model.dispose();
      accuracies.push(summary.metrics["test"]?.["color"]?.["accuracy"] ?? Number.NaN);
      console.error(way, shots, draw, accuracies.at(-1));
    }
    cells.push(text(accuracies));
  }
  console.log(`| ${way} | ${cells.join(" | ")} |`);
}
await rm(directory, { recursive: true });

function onlyColor({ inputs, labels: { color: label } }: Example): Example {
  return { inputs, labels: { color: label } };
}

/** Mean ± sample standard deviation. */
function text(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(2)} ± ${Math.sqrt(squares / Math.max(1, values.length - 1)).toFixed(2)}`;
}
