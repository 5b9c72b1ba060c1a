// What writing a model costs over writing its bytes, prepared in one array, to a file: both synced to disk.
import { createModel, encodeModel, GraphBuilder, type Model } from "@polyhead/onnx";
import { writeModelFile } from "@polyhead/exporter";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { median } from "./median.ts";

const LAYERS = 25;
const UNITS = 1000;
const ROUNDS = 31;

/** Prints medians of interleaved rounds, their ratio, and how much more memory the process had meanwhile. */
export async function benchWrite(): Promise<void> {
  const model = hundredMegabytes();
  const directory = await mkdtemp(join(tmpdir(), "polyhead-bench-"));
  const path = join(directory, "model.onnx");
  try {
    const added = await addedMemory(async () => writeModelFile(path, model));
    const bytes = encodeModel(model);
    const times: Record<"model" | "bytes", number[]> = { model: [], bytes: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.bytes.push(await milliseconds(async () => writeBytes(path, bytes)));
      times.model.push(await milliseconds(async () => writeModelFile(path, model)));
    }
    const [own, peer] = [median(times.model), median(times.bytes)];
    console.log(`writing a model of ${(bytes.length / 1e6).toFixed(0)} MB (medians of ${ROUNDS} rounds)`);
    console.log(`  writeModelFile ${own.toFixed(0)} ms, with ${(added / 1e6).toFixed(1)} MB more memory`);
    console.log(`    the same bytes ${peer.toFixed(0)} ms, ratio ${(own / peer).toFixed(2)}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function hundredMegabytes(): Model {
  const graph = new GraphBuilder("large");
  let x = graph.input("x", "float32", ["batch", UNITS]);
  for (let layer = 0; layer < LAYERS; layer++) {
    const weights = new Float32Array(UNITS * UNITS);
    for (let at = 0; at < weights.length; at++) weights[at] = Math.sin(at + layer);
    x = graph.op("MatMul", [x, graph.initializer("w", weights, [UNITS, UNITS])]);
  }
  graph.output(x, "y");
  return createModel(graph.build());
}

async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function milliseconds(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

/** How much more memory the process has while a call runs, in bytes. */
async function addedMemory(call: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 1);
  await call();
  clearInterval(sampling);
  return most - before;
}

if (import.meta.main) await benchWrite();
