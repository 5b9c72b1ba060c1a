import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModel, type Model } from "@polyhead/onnx";
import type { FittedSpec } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model } from "@tensorflow/tfjs-layers";
import { afterAll, expect, test } from "vitest";
import { exportModel, type ExportResult } from "./export-model.ts";
import { call, withRandomWeights } from "./testing/models.ts";
import { noise, run } from "./testing/weights.ts";

const directory = mkdtempSync(join(tmpdir(), "polyhead-subset-"));
afterAll(() => rmSync(directory, { recursive: true }));

const numbers = (count: number): FittedSpec["inputs"][string] => ({
  kind: "numeric",
  columns: Array.from({ length: count }, (_, index) => `c${index}`),
  normalizer: { mean: Array<number>(count).fill(1), std: Array<number>(count).fill(2) },
});
const spec: FittedSpec = {
  name: "table",
  inputs: { common: numbers(4), extra: numbers(3) },
  tasks: {
    kind: { kind: "classification", classes: ["cat", "dog", "owl"] },
    price: { kind: "regression", normalizer: { mean: [5], std: [2] } },
    size: { kind: "regression", normalizer: { mean: [0], std: [1] } },
  },
};

/** `price` alone looks at `extra`. */
function network(): ReturnType<typeof model> {
  const [common, extra] = [input({ shape: [4], name: "common" }), input({ shape: [3], name: "extra" })];
  const shared = call(layers.dense({ units: 8, activation: "relu" }), common);
  const both = call(layers.concatenate(), shared, call(layers.dense({ units: 5 }), extra));
  const outputs = [
    call(layers.dense({ units: 3 }), shared),
    call(layers.dense({ units: 1 }), both),
    call(layers.dense({ units: 1 }), shared),
  ];
  return withRandomWeights(model({ inputs: [common, extra], outputs }));
}

const trained = network();
const samples = { common: noise(6, 4).data, extra: noise(6, 3).data };
const metrics = { kind: { accuracy: 0.9 }, price: { r2: 0.8 }, size: { r2: 0.7 } };

async function write(
  name: string,
  tasks?: readonly string[],
): Promise<{ result: ExportResult; file: Model }> {
  const path = join(directory, `${name}.onnx`);
  const result = await exportModel({ model: trained, spec, path, samples, metrics, ...(tasks && { tasks }) });
  return { result, file: readModel(readFileSync(path)) };
}

test("the tasks asked for come alone, with what they need, in the model's order", async () => {
  const tensors = tf.memory().numTensors;
  const whole = await write("whole");
  const { result, file } = await write("subset", ["size", "kind"]);
  expect(result).toMatchObject({
    inputs: ["common"],
    outputs: ["kind", "size"],
    parameters: 4 * 8 + 8 + 8 * 3 + 3 + 8 + 1,
  });
  expect(result.nodes).toBeLessThan(whole.result.nodes);
  const { inputs, tasks, metrics: kept } = result.manifest ?? {};
  expect({ inputs, tasks, kept }).toEqual({
    inputs: { common: spec.inputs["common"] },
    tasks: { kind: spec.tasks["kind"], size: spec.tasks["size"] },
    kept: { kind: metrics.kind, size: metrics.size },
  });
  const common = noise(6, 4);
  const all = await run(whole.file, { common, extra: noise(6, 3) });
  expect(await run(file, { common })).toEqual(new Map([...all].filter(([name]) => name !== "price")));
  expect(tf.memory().numTensors).toBe(tensors);
});

test("all tasks are the whole file, byte for byte", async () => {
  await Promise.all([write("all", ["price", "kind", "size"]), write("plain")]);
  const [all, plain] = ["all", "plain"].map((name) => readFileSync(join(directory, `${name}.onnx`)));
  expect(all).toEqual(plain);
});

test.each([
  [["kind", "colour"], 'tasks, kind, price, size. Received "colour".'],
  [[], "tasks, kind, price, size. Received none."],
])("%j is refused", async (tasks, message) => {
  await expect(write("refused", tasks)).rejects.toThrow(
    expect.objectContaining({ code: "input-invalid", message: expect.stringContaining(message) as string }),
  );
});
