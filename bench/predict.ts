// What `predict` costs over a bare `session.run` of onnxruntime-node on the same file: encoding, checks, decoding.
import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { cnn, defineModel, shapes, shapesInput, shapesTasks, train } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
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
  // As the runtime's own session: a spinning pool would take the cores from the other side's rounds.
  const session = await ort.InferenceSession.create(path, {
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
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
  const bare = (): Promise<unknown> => session.run({ image: feed });
  const inputs = images.map((image) => ({ image }));
  const typed = (): Promise<unknown> =>
    batch === 1 ? model.predict({ image: images[0] } as never) : model.predictBatch(inputs as never);
  const [bareTimes, typedTimes]: [number[], number[]] = [[], []];
  const repeat = batch === 1 ? 20 : 2;
  for (let round = 0; round < ROUNDS; round++) {
    bareTimes.push(await milliseconds(bare, repeat));
    typedTimes.push(await milliseconds(typed, repeat));
  }
  await session.release();
  const [bareMedian, typedMedian] = [median(bareTimes), median(typedTimes)];
  const row = [
    `batch ${String(batch).padStart(2)}`,
    `session.run ${bareMedian.toFixed(3)} ms`,
    `predict ${typedMedian.toFixed(3)} ms`,
    `ratio ${(typedMedian / bareMedian).toFixed(2)}`,
  ];
  console.log(`  ${row.join("   ")}`);
}

async function milliseconds(call: () => Promise<unknown>, repeat: number): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < repeat; count++) await call();
  return (performance.now() - start) / repeat;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchPredict();
