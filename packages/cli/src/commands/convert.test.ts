import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, workDirectory } from "../fixture/polyhead.ts";

let directory: string;
beforeAll(async () => {
  directory = await workDirectory();
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...args: string[]): ReturnType<typeof polyhead> => polyhead(args, directory);

/** A saved model with a dense layer that is called twice. */
async function saveModel(name: string): Promise<void> {
  const dense = { units: 2, name: "dense", batch_input_shape: [null, 2] };
  const layers = [
    {
      class_name: "InputLayer",
      name: "x",
      config: { name: "x", batch_input_shape: [null, 2] },
      inbound_nodes: [],
    },
    {
      class_name: "Dense",
      name: "dense",
      config: dense,
      inbound_nodes: [[["x", 0, 0, {}]], [["dense", 0, 0, {}]]],
    },
  ];
  const config = {
    name: "twice",
    layers,
    input_layers: [["x", 0, 0]],
    output_layers: [
      ["dense", 0, 0],
      ["dense", 1, 0],
    ],
  };
  const json = {
    format: "layers-model",
    modelTopology: { keras_version: "2.15.0", model_config: { class_name: "Functional", config } },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: [
          { name: "dense/kernel", shape: [2, 2], dtype: "float32" },
          { name: "dense/bias", shape: [2], dtype: "float32" },
        ],
      },
    ],
  };
  const folder = join(directory, name);
  await mkdir(folder);
  await writeFile(join(folder, "model.json"), JSON.stringify(json));
  await writeFile(join(folder, "weights.bin"), new Uint8Array(Float32Array.of(1, -2, 3, 0.5, 10, 20).buffer));
}

test("writes a saved model under names that do not collide, and says how it compares", async () => {
  await saveModel("saved");
  const { code, stdout, stderr } = await run("convert", "saved", "-o", "twice.onnx", "--trace");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^file +twice\.onnx /m);
  expect(stdout).toMatch(/^outputs +dense, dense_1$/m);
  expect(stdout).toMatch(/^dense_1 +cpu +random +7 +\d\.\de/m);
  expect(stdout).toMatch(/^dense 2 +Dense +cpu +\d\.\de/m);
});

test("takes names for outputs, and prints JSON", async () => {
  const args = ["saved/model.json", "-o", "named.onnx", "--outputs", "near,far", "--format", "json"];
  const { code, stdout } = await run("convert", ...args);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    path: "named.onnx",
    inputs: ["x"],
    outputs: ["near", "far"],
    parity: { providers: [{ provider: "cpu" }, {}, {}], tolerance: { absolute: 1e-4, relative: 1e-4 } },
  });
});

test.each([
  ["nowhere", 3, /cannot be read/],
  ["unnamed", 3, /must have a name for each of the 2 outputs/],
])("writes nothing for %s", async (name, code, message) => {
  if (name === "unnamed") await saveModel(name);
  const before = await readdir(directory);
  const outcome = await run("convert", name, "-o", "none.onnx", "--outputs", "one");
  expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(message) as string });
  expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(await readdir(directory)).toEqual(before);
});
