// What each balancing method costs over a plain step, on the CIFAR network: forward pass, losses, T backward passes or one, the
// method, and Adam; `node bench/cost.ts 4` measures four tasks alone.
import {
  balancingMethod,
  balancingMethods,
  chooseBackend,
  cifar10Input,
  adam,
  fixedWeights,
  randomSource,
  type Balancing,
} from "@polyhead/trainer";
import { trainingStep, type TrainingStep } from "@polyhead/trainer/training-step";
import { classification, regression, type FittedSpec, type FittedTask } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import { performance } from "node:perf_hooks";
import { median } from "./median.ts";
import { buildNetwork } from "./networks.ts";

const BATCH = 64;
const CLASSES = 10;
const WARM_UP = 4;
const PLAIN = "equal";
/** More of methods that see losses, as little is between those. */
const ROUNDS = { losses: 45, gradients: 15 };
/** That are in memory at once, with a plain step besides. */
const GROUP = 6;

interface Contestant {
  readonly balancing: Balancing;
  readonly step: TrainingStep;
  readonly milliseconds: number[];
}

interface Cost {
  readonly balancing: Balancing;
  /** over a plain step of the same group */
  readonly ratio: number;
}

/** Prints each method's median of interleaved steps over a plain step's, beside what is allowed, and then all as a table. */
export async function benchCost(taskCounts: readonly number[] = [2, 4, 8]): Promise<void> {
  const { description } = await chooseBackend({ prefer: "onnxruntime" });
  console.log(
    `balancing over a plain step (CIFAR network, batch ${BATCH}, ${description}, medians of interleaved steps)`,
  );
  const columns: Cost[][] = [];
  for (const tasks of taskCounts) {
    const spec = specOf(tasks);
    const costs: Cost[] = [];
    for (const kind of ["losses", "gradients"] as const) {
      const methods = methodsOf(spec, kind);
      for (let at = 0; at < methods.length; at += GROUP)
        costs.push(...(await compare(spec, methods.slice(at, at + GROUP), ROUNDS[kind])));
    }
    columns.push(costs);
  }
  console.log(`\n${table(taskCounts, columns)}`);
}

async function compare(
  spec: FittedSpec,
  methods: readonly Balancing[],
  rounds: number,
): Promise<readonly Cost[]> {
  const model = buildNetwork("cnn", Object.values(spec.tasks).map(outputs));
  const batch = randomBatch(spec);
  const contestants = [balancingMethod(PLAIN), ...methods].map((balancing): Contestant => {
    const optimizer = adam({ learningRate: 1e-5 });
    const step = trainingStep({ model, spec, balancing, optimizer, seed: 0 });
    return { balancing, step, milliseconds: [] };
  });
  for (let warm = 0; warm < WARM_UP; warm++) for (const { step } of contestants) await timed(step, batch);
  for (let round = 0; round < rounds; round++) {
    // What a step leaves behind in caches and as garbage falls on another one each time.
    const order = [...contestants];
    randomSource(round, "order").shuffle(order);
    for (const { step, milliseconds } of order) milliseconds.push(await timed(step, batch));
  }
  const costs = report(Object.keys(spec.tasks).length, contestants);
  for (const { step } of contestants) step.dispose();
  model.dispose();
  tf.dispose([...batch.inputs, ...batch.targets.map(({ values }) => values)]);
  return costs;
}

/** Alternating tasks of ten classes and of one number. */
function specOf(tasks: number): FittedSpec {
  const task = (at: number): FittedTask =>
    at % 2 === 0
      ? classification({ classes: Array.from({ length: CLASSES }, (_, name) => String(name)) })
      : { ...regression(), normalizer: { mean: [0], std: [1] } };
  return {
    name: "cost",
    inputs: { image: { ...cifar10Input, normalizer: { mean: [0, 0, 0], std: [1, 1, 1] } } },
    tasks: Object.fromEntries(Array.from({ length: tasks }, (_, at) => [`task${at}`, task(at)])),
  };
}

function outputs({ kind }: FittedTask): number {
  return kind === "classification" ? CLASSES : 1;
}

function randomBatch({ tasks }: FittedSpec): Parameters<TrainingStep["run"]>[0] {
  const targets = Object.values(tasks).map(({ kind }) =>
    tf.tidy((): tf.Tensor2D =>
      kind === "classification"
        ? (tf.oneHot(tf.randomUniform([BATCH], 0, CLASSES, "int32"), CLASSES, 1, 0, "float32") as tf.Tensor2D)
        : tf.randomNormal<tf.Rank.R2>([BATCH, 1]),
    ),
  );
  return { inputs: [tf.randomNormal([BATCH, 32, 32, 3])], targets: targets.map((values) => ({ values })) };
}

/** All that see losses, or gradients, but the plain step. */
function methodsOf({ tasks }: FittedSpec, kind: "losses" | "gradients"): readonly Balancing[] {
  const all = [...balancingMethods.keys()].filter((name) => name !== PLAIN).map(balancingMethod);
  if (kind === "gradients") return all.filter((method) => method.kind !== "losses");
  const fixed = fixedWeights(Object.fromEntries(Object.keys(tasks).map((task, at) => [task, at + 1])));
  return [fixed, ...all.filter((method) => method.kind === "losses")];
}

async function timed(step: TrainingStep, batch: Parameters<TrainingStep["run"]>[0]): Promise<number> {
  const start = performance.now();
  await step.run(batch);
  return performance.now() - start;
}

function report(tasks: number, [first, ...contestants]: readonly Contestant[]): readonly Cost[] {
  const plain = median(first!.milliseconds);
  console.log(`  ${tasks} tasks: a plain step ${plain.toFixed(1)} ms`);
  return contestants.map(({ balancing, step, milliseconds }) => {
    const own = median(milliseconds);
    const ratio = own / plain;
    const allowed = allowedFor(balancing, tasks);
    const over = ratio > allowed ? ", over" : "";
    const how = step.mode === "steps compiled" ? "" : `, ${step.mode}`;
    console.log(
      `    ${balancing.name.padEnd(16)}${own.toFixed(1).padStart(7)} ms, ratio ${ratio.toFixed(3)} of ${allowed.toFixed(2)} allowed${over}${how}`,
    );
    return { balancing, ratio };
  });
}

function allowedFor({ kind }: Balancing, tasks: number): number {
  return kind === "losses" ? 1.05 : ((1 + 2 * tasks) / 3) * 1.15;
}

/** The ratios as Markdown, a row a method and a column a number of tasks, with rows of what is allowed between. */
function table(taskCounts: readonly number[], columns: readonly (readonly Cost[])[]): string {
  const row = (name: string, values: readonly (string | number)[]): string =>
    `| ${[name.padEnd(22), ...values.map((value) => String(value).padStart(4))].join(" | ")} |`;
  const fixed = (values: readonly number[]): string[] => values.map((value) => value.toFixed(2));
  let kind = "";
  const rows = columns[0]!.flatMap(({ balancing }, at) => {
    const allowed = taskCounts.map((tasks) => allowedFor(balancing, tasks));
    const ratios = columns.map((costs) => costs[at]!.ratio);
    const isOver = ratios.some((ratio, column) => ratio > allowed[column]!);
    const own = row(`\`${balancing.name}\`${isOver ? ", over" : ""}`, fixed(ratios));
    const isOfLosses = balancing.kind === "losses" ? "losses" : "gradients";
    if (isOfLosses === kind) return [own];
    kind = isOfLosses;
    return [row("allowed", fixed(allowed)), own];
  });
  return [
    row("tasks", taskCounts),
    row(
      "---",
      taskCounts.map(() => "---:"),
    ),
    ...rows,
  ].join("\n");
}

if (import.meta.main) {
  const counts = process.argv.slice(2).map(Number);
  await (counts.length === 0 ? benchCost() : benchCost(counts));
}
