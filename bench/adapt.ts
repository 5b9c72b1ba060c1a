// How well a model learns a task that it was not trained on from few pictures: with its weights frozen, tuned, and without it.
// Usage: node bench/adapt.ts [draws]
import type { ClassificationTask, Example, TaskSpec } from "@polyhead/spec";
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
const { shape, size, color, angle } = shapesTasks;
const network = { inputs: { image: shapesInput() }, trunk: cnn({ filters: [16, 32], dense: 128 }) };
const directory = await mkdtemp(join(tmpdir(), "polyhead-adapt-"));
const pictures = shapes({ count: 4000, testCount: 1000, seed: 1 });
const pool = await Array.fromAsync(pictures.train());
const test = await Array.fromAsync(pictures.test?.() ?? []);

console.log(`| trained on | added | way | ${SHOTS.map((shots) => `${shots} of each class`).join(" | ")} |`);
await compare("color", color, { shape, size });
await compare("shape", shape, { color, size, angle });
await rm(directory, { recursive: true });

/** Prints a row for each way to learn a task, once other tasks were learned. */
async function compare(
  name: string,
  task: ClassificationTask,
  tasks: Readonly<Record<string, TaskSpec>>,
): Promise<void> {
  const base = join(directory, `before-${name}`);
  const before = defineModel({
    name: "before",
    ...network,
    tasks,
    balancing: uncertainty(),
    data: shapes({ count: 3000, testCount: 500 }),
    training: { epochs: 6, insight: false },
  });
  (await train(before, { directory: base })).model.dispose();
  const options = { directory: join(directory, "run") };
  const added = { tasks: { [name]: task }, training: { insight: false } };
  const ways: Readonly<Record<string, (data: Source) => Promise<TrainingRun>>> = {
    frozen: (data) => adapt(base, { ...added, data }, options),
    "tuned at 0.1": (data) => adapt(base, { ...added, data }, { ...options, trunkRate: 0.1 }),
    "alone, 60 epochs": (data) =>
      train(
        defineModel({
          name: "alone",
          ...network,
          tasks: added.tasks,
          data,
          training: { epochs: 60, batchSize: 16, validationSplit: 0, insight: false },
        }),
        options,
      ),
  };
  for (const [way, learn] of Object.entries(ways)) {
    const cells: string[] = [];
    for (const shots of SHOTS) {
      const accuracies: number[] = [];
      for (let draw = 0; draw < draws; draw++) {
        const { model, summary } = await learn(few(name, task, shots, draw));
        model.dispose();
        accuracies.push(summary.metrics["test"]?.[name]?.["accuracy"] ?? Number.NaN);
      }
      cells.push(text(accuracies));
    }
    console.log(`| ${Object.keys(tasks).join(", ")} | ${name} | ${way} | ${cells.join(" | ")} |`);
  }
}

/** So many pictures of each class, others at each draw, with labels of one task alone. */
function few(name: string, { classes }: ClassificationTask, shots: number, draw: number): Source {
  const labelled = ({ inputs, labels }: Example): Example => ({ inputs, labels: { [name]: labels[name] } });
  const chosen = classes.flatMap((own) =>
    pool.filter(({ labels }) => labels[name] === own).slice(draw * shots, (draw + 1) * shots),
  );
  return memory({ train: chosen.map(labelled), test: test.map(labelled) });
}

/** Mean ± sample standard deviation. */
function text(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(2)} ± ${Math.sqrt(squares / Math.max(1, values.length - 1)).toFixed(2)}`;
}
