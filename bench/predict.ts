// What `predict` costs over a bare `session.run` of onnxruntime-node on the same file: encoding, checks, decoding.
import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { cnn, defineModel, shapes, shapesInput, shapesTasks, train } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import * as ort from "onnxruntime-node";
import { median } from "./median.ts";

const SIDE = 32;
const ROUNDS = 60;

/** Prints medians of interleaved rounds and their ratio, at batch 1 and 64, on the CPU. */
export async function benchPredict(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "polyhead-bench-"));
  try {
    const path = await exportReferenceNetwork(directory);
    console.log("predict over a bare onnxruntime-node session.run (reference network, CPU, medians)");
    for (const batch of [1, 64]) await comparePredict(path, batch);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function exportReferenceNetwork(directory: string): Promise<string> {
  const config = defineModel({
    name: "shapes",
    inputs: { image: shapesInput(SIDE) },
    tasks: shapesTasks,
    trunk: cnn(),
    data: shapes({ count: 128, size: SIDE }),
    training: { epochs: 1 },
  });
  const { model, summary } = await train(config, { directory: join(directory, "run") });
  const { path } = await exportModel({ model, spec: summary.spec, path: join(directory, "shapes.onnx") });
  return path;
}

async function comparePredict(path: string, batch: number): Promise<void> {
  await using model = await load(path, { device: "cpu" });
  const sessions = {
    "session.run": await ort.InferenceSession.create(path),
    // As the runtime's own: a spinning pool answers sooner and burns the cores between calls.
    "session.run, not spinning": await ort.InferenceSession.create(path, {
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    }),
  };
  const size = SIDE * SIDE * 3;
  const images = Array.from({ length: batch }, (_, seed) =>
    Uint8Array.from({ length: size }, (_, at) => at * (seed + 7)),
  );
  const feed = new ort.Tensor("float32", Float32Array.from(images.flatMap((image) => [...image])), [
    batch,
    SIDE,
    SIDE,
    3,
  ]);
  const inputs = images.map((image) => ({ image }));
  const contestants: Record<string, () => Promise<unknown>> = {
    predict: () => (batch === 1 ? model.predict(inputs[0] ?? {}) : model.predictBatch(inputs)),
  };
  for (const [name, session] of Object.entries(sessions))
    contestants[name] = () => session.run({ image: feed });
  const medians = await interleave(contestants, batch === 1 ? 20 : 2);
  for (const session of Object.values(sessions)) await session.release();
  const own = medians["predict"] ?? Number.NaN;
  console.log(`  batch ${batch}: predict ${own.toFixed(3)} ms`);
  for (const name of Object.keys(sessions)) {
    const bare = medians[name] ?? Number.NaN;
    console.log(`    ${name} ${bare.toFixed(3)} ms, ratio ${(own / bare).toFixed(2)}`);
  }
}

/** Medians, in milliseconds a call, of rounds that take turns. */
async function interleave(
  contestants: Readonly<Record<string, () => Promise<unknown>>>,
  repeat: number,
): Promise<Record<string, number>> {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(contestants)) {
      await call();
      times[name]?.push(await milliseconds(call, repeat));
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

async function milliseconds(call: () => Promise<unknown>, repeat: number): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < repeat; count++) await call();
  return (performance.now() - start) / repeat;
}

if (import.meta.main) await benchPredict();
