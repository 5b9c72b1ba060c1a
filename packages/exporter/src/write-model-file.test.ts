import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel, GraphBuilder, type Model } from "@polyhead/onnx";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readModelFile } from "./read-model-file.ts";
import { stageModel } from "./stage-model.ts";
import { writeModelFile } from "./write-model-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "polyhead-file-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function model(): Model {
  const graph = new GraphBuilder("g");
  const weights = graph.initializer("w", Float32Array.from({ length: 512 }, Math.sqrt));
  graph.output(graph.op("Add", [graph.input("x", "float32", [512]), weights]), "y");
  return createModel(graph.build());
}

it.each([
  ["in one file", {}, ["m.onnx"]],
  ["in one file where asked", { externalData: false }, ["m.onnx"]],
  ["with its weights beside it", { externalData: true }, ["m.onnx", "m.onnx.data"]],
])("writes a model %s, and reads it back", async (_, options, names) => {
  const path = join(directory, "m.onnx");
  const bytes = await writeModelFile(path, model(), options);
  expect(readdirSync(directory).toSorted()).toEqual(names);
  expect(bytes).toBe(names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0));
  expect(readModelFile(path)).toEqual(model());
});

it.each([
  ["written", async (path: string) => writeModelFile(path, model(), { externalData: true })],
  ["staged", async (path: string) => stageModel(path, model(), true)],
])("leaves no weights behind where the model cannot be %s", async (_, write) => {
  const path = join(directory, "m.onnx");
  mkdirSync(path);
  await expect(write(path)).rejects.toMatchObject({ code: "file-unwritable" });
  expect(readdirSync(directory)).toEqual(["m.onnx"]);
});
