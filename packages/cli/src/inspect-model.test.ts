import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeModelFile } from "@polyhead/exporter";
import { createModel, GraphBuilder } from "@polyhead/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspectModel } from "./inspect-model.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-inspect-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** A Scan that adds its weights to each step of a sequence. */
function scanModel(): ReturnType<typeof createModel> {
  const body = new GraphBuilder("body");
  const [state, step] = [body.input("state", "float32", [4]), body.input("step", "float32", [4])];
  const weights = body.initializer("weights", new Float32Array(4).fill(2), [4]);
  const next = body.op("Add", [body.op("Add", [state, step]), weights]);
  body.output(next, "next");
  const graph = new GraphBuilder("scan");
  const first = graph.initializer("first", new Float32Array(4), [4]);
  const steps = graph.input("steps", "float32", ["length", 4]);
  const last = graph.op("Scan", [first, steps], { body, num_scan_inputs: 1 });
  graph.output(last, "last");
  return createModel(graph.build());
}

test("counts what is in the graphs that nodes run", async () => {
  const path = join(directory, "scan.onnx");
  await writeModelFile(path, scanModel());
  const { operators, parameters, tensors } = await inspectModel(path);
  expect(operators).toEqual({ Add: 2, Scan: 1 });
  expect(parameters).toBe(8);
  expect(tensors.map(({ name, bytes }) => [name, bytes])).toEqual([
    ["first", 16],
    ["weights", 16],
  ]);
});

test("adds the weights beside the file, and names the file that lacks", async () => {
  const graph = new GraphBuilder("large");
  const weights = graph.initializer("weights", new Float32Array(4096), [64, 64]);
  graph.output(graph.op("MatMul", [graph.input("x", "float32", ["batch", 64]), weights]), "y");
  const path = join(directory, "large.onnx");
  const written = await writeModelFile(path, createModel(graph.build()), { externalData: true });
  expect(await inspectModel(path)).toMatchObject({
    bytes: written,
    parameters: 4096,
    tensors: [{ name: "weights", bytes: 16_384 }],
  });
  await rm(`${path}.data`);
  await expect(inspectModel(path)).rejects.toMatchObject({
    code: "file-missing",
    details: { location: "large.onnx.data" },
  });
});
