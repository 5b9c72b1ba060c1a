/**
 * What half of the labels are worth: `node bench/missing-labels.ts` trains on drawn shapes with every label, with half of each
 * task's labels removed at random, and on those examples alone that still have all four, for as many steps each.
 */
import type { Example } from "@polyhead/spec";
import {
  cnn,
  defineModel,
  memory,
  randomSource,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  uncertainty,
} from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const EXAMPLES = 4000;
const EPOCHS = 10;
const SEEDS = [0, 1, 2];
const SIZE = 16;

const drawn = shapes({ count: EXAMPLES, testCount: 1000, size: SIZE });
const whole = await Array.fromAsync(drawn.train());
const test = await Array.fromAsync(drawn.test!());

/** Errors on the test split: 1 − accuracy and 1 − R², by task. */
type Errors = Readonly<Record<string, number>>;

function withoutHalf(example: Example, index: number, seed: number): Example {
  const random = randomSource(seed, "labels", index);
  const labels = Object.entries(example.labels).map(([task, label]) => {
    return [task, random.uniform() < 0.5 ? null : label] as const;
  });
  return { ...example, labels: Object.fromEntries(labels) };
}

async function errorsOf(examples: readonly Example[], seed: number): Promise<Errors> {
  const directory = await mkdtemp(join(tmpdir(), "polyhead-labels-"));
  const config = defineModel({
    name: "shapes",
    inputs: { image: shapesInput(SIZE) },
    tasks: shapesTasks,
    trunk: cnn({ filters: [16, 32], dense: 64 }),
    balancing: uncertainty(),
    data: memory({ train: examples, test }),
    training: { epochs: Math.round((EPOCHS * EXAMPLES) / examples.length), seed, insight: false },
  });
  try {
    const { summary, model } = await train(config, { directory });
    model.dispose();
    const metrics = Object.entries(summary.metrics["test"] ?? {});
    return Object.fromEntries(
      metrics.map(([task, { accuracy, r2 }]) => [task, 1 - (accuracy ?? r2 ?? Number.NaN)]),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

const isWhole = ({ labels }: Example): boolean => Object.values(labels).every((label) => label !== null);
const rows: { all: Errors; masked: Errors; complete: Errors }[] = [];
for (const seed of SEEDS) {
  const half = whole.map((example, index) => withoutHalf(example, index, seed));
  const complete = half.filter(isWhole);
  console.log(`seed ${seed}: ${complete.length} of ${EXAMPLES} examples have all labels`);
  rows.push({
    all: await errorsOf(whole, seed),
    masked: await errorsOf(half, seed),
    complete: await errorsOf(complete, seed),
  });
}
const mean = (key: keyof (typeof rows)[number], task: string): number =>
  rows.reduce((sum, row) => sum + (row[key][task] ?? Number.NaN), 0) / rows.length;
for (const task of Object.keys(shapesTasks)) {
  const [all, masked, complete] = (["all", "masked", "complete"] as const).map((key) => mean(key, task));
  const wins = rows.filter((row) => row.masked[task]! < row.complete[task]!).length;
  console.log(
    `${task}: all labels ${all!.toFixed(3)}, half masked ${masked!.toFixed(3)}, complete alone ${complete!.toFixed(3)}; masked is better for ${wins} of ${rows.length} seeds`,
  );
}
