import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel, GraphBuilder, writeModelWithData } from "@polyhead/onnx";
import { afterAll, expect, it } from "vitest";
import { readModelFile } from "./read-model-file.ts";

const directory = mkdtempSync(join(tmpdir(), "polyhead-read-"));
afterAll(() => rmSync(directory, { recursive: true }));

function writtenModel(name: string): string {
  const graph = new GraphBuilder("g");
  const weights = graph.initializer("w", Float32Array.from({ length: 512 }, Math.sqrt));
  graph.output(graph.op("Add", [graph.input("x", "float32", [512]), weights]), "y");
  const { model, data } = writeModelWithData(createModel(graph.build()), `${name}.data`);
  writeFileSync(join(directory, name), Buffer.concat([...model]));
  writeFileSync(join(directory, `${name}.data`), Buffer.concat([...data]));
  return join(directory, name);
}

it("finds the weights beside the file", () => {
  const { graph } = readModelFile(writtenModel("whole.onnx"));
  expect(graph.initializers[0]?.data).toEqual(Float32Array.from({ length: 512 }, Math.sqrt));
});

it("refuses weights that are cut off, before it makes room for them", () => {
  const path = writtenModel("short.onnx");
  truncateSync(`${path}.data`, 1000);
  expect(() => readModelFile(path)).toThrow(
    expect.objectContaining({
      code: "model-invalid",
      message: expect.stringContaining("It holds 1000 there"),
    }),
  );
});

it("names the file that is missing or cannot be read", () => {
  const path = writtenModel("alone.onnx");
  rmSync(`${path}.data`);
  expect(() => readModelFile(path)).toThrow(
    expect.objectContaining({ code: "file-missing", message: `The file ${path}.data does not exist.` }),
  );
  expect(() => readModelFile(directory)).toThrow(expect.objectContaining({ code: "file-invalid" }));
});
