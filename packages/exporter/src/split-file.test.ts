import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeModel, readModel } from "@polyhead/onnx";
import { layers } from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { convertModel } from "./convert-model.ts";
import { splitFile } from "./split-file.ts";
import { buildModel, call } from "./testing/models.ts";
import { writeModelFile } from "./write-model-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "polyhead-split-file-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function writeModel(outputNames: string[]): Promise<string> {
  const model = buildModel([[6]], (x) => {
    const shared = call(layers.dense({ units: 8, activation: "tanh" }), x);
    return outputNames.map(() => call(layers.dense({ units: 2 }), shared));
  });
  const path = join(directory, "table.v2.onnx");
  writeFileSync(path, encodeModel(await convertModel(model, { outputNames })));
  return path;
}

test("each part is a file of its own, named after the whole", async () => {
  const parts = await splitFile({ path: await writeModel(["trunk", "a/b:0", "a_b_0"]), directory });
  expect(parts).toMatchObject([
    { part: "trunk", inputs: ["input0"], outputs: ["features"] },
    { part: "trunk", inputs: ["features"], outputs: ["trunk"] },
    { part: "a/b:0", outputs: ["a/b:0"] },
    { part: "a_b_0", outputs: ["a_b_0"] },
  ]);
  expect(parts.map(({ path }) => path.slice(directory.length + 1))).toEqual([
    "table.v2.trunk.onnx",
    "table.v2.trunk_1.onnx",
    "table.v2.a_b_0.onnx",
    "table.v2.a_b_0_1.onnx",
  ]);
  for (const { path, bytes, outputs } of parts) {
    const file = readFileSync(path);
    expect(file).toHaveLength(bytes);
    expect(readModel(file).graph.outputs.map(({ name }) => name)).toEqual(outputs);
  }
});

test("a model that cannot be split, or is not there, writes nothing", async () => {
  const path = await writeModel(["only"]);
  await expect(splitFile({ path, directory })).rejects.toThrow(/two heads or more/);
  await expect(splitFile({ path: join(directory, "none.onnx"), directory })).rejects.toThrow(
    expect.objectContaining({ code: "file-missing" }),
  );
  expect(readdirSync(directory)).toEqual(["table.v2.onnx"]);
});

test("weights beside the file are found", async () => {
  const model = buildModel([[40]], (x) => {
    const shared = call(layers.dense({ units: 30 }), x);
    return ["a", "b"].map(() => call(layers.dense({ units: 2 }), shared));
  });
  const path = join(directory, "beside.onnx");
  const whole = await convertModel(model, { outputNames: ["a", "b"] });
  await writeModelFile(path, whole, { externalData: true });
  const [trunk] = await splitFile({ path, directory });
  const [kernel] = readModel(readFileSync(trunk?.path ?? "")).graph.initializers.filter(
    ({ dims }) => dims.join() === "40,30",
  );
  expect(kernel?.data).toEqual(whole.graph.initializers.find(({ dims }) => dims.join() === "40,30")?.data);
});
