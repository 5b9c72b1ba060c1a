import { InferenceSession } from "onnxruntime-node";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeModel, readModel, type Graph, type Model } from "@polyhead/onnx";
import { layers } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { convertModel } from "../convert-model.ts";
import { buildModel, call } from "../testing/models.ts";
import { deviation, expectTyped, noise, weightBytes } from "../testing/weights.ts";
import { calibrate } from "./calibration/observe.ts";
import { quantizedActivations, quantizeStatic } from "./int8-static.ts";

const network = await convertModel(
  buildModel([[12, 12, 3]], (image) => {
    const first = call(layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }), image);
    const second = call(
      layers.conv2d({ filters: 16, kernelSize: 3, padding: "same" }),
      call(layers.maxPooling2d({}), first),
    );
    const hidden = call(layers.dense({ units: 24, activation: "relu" }), call(layers.flatten(), second));
    return [
      call(layers.dense({ units: 12, name: "label" }), hidden),
      call(layers.globalAveragePooling2d({ name: "pooled" }), second),
    ];
  }),
);
const feeds = { input0: noise(16, 12, 12, 3) };

async function quantized(model: Model): Promise<Graph> {
  const ranges = await calibrate(model, quantizedActivations(model.graph), [feeds], (seen) => seen);
  return quantizeStatic(model.graph, ranges);
}

function count({ nodes }: Graph, opType: string): number {
  return nodes.filter((node) => node.opType === opType).length;
}

test("weights take about a quarter of the bytes, and outputs stay close", async () => {
  const graph = await quantized(network);
  expect(weightBytes(graph)).toBeLessThan(0.31 * weightBytes(network.graph));
  expectTyped(graph);
  expect(await deviation(network, { ...network, graph }, feeds)).toBeLessThan(0.03);
});

test("ONNX Runtime computes convolutions and dense layers in 8 bits", async () => {
  const optimizedModelFilePath = join(tmpdir(), `polyhead-${process.pid}.onnx`);
  try {
    const bytes = encodeModel({ ...network, graph: await quantized(network) });
    const session = await InferenceSession.create(bytes, { optimizedModelFilePath, logSeverityLevel: 3 });
    await session.release();
    const { graph } = readModel(readFileSync(optimizedModelFilePath));
    expect([count(graph, "QLinearConv"), count(graph, "QGemm")]).toEqual([2, 2]);
    expect([count(graph, "Conv"), count(graph, "Gemm")]).toEqual([0, 0]);
  } finally {
    rmSync(optimizedModelFilePath, { force: true });
  }
});

test("channels have scales of their own", async () => {
  const { graph } = network;
  const [filters] = graph.initializers.filter(({ dims }) => dims.length === 4);
  const data = Float32Array.from(filters?.data as Float32Array);
  const perFilter = data.length / 16;
  const shrunk = data.map((weight, index) => (index < perFilter ? weight * 1e-3 : weight));
  const initializers = graph.initializers.map((tensor) =>
    tensor === filters ? { ...tensor, data: shrunk } : tensor,
  );
  const after = await quantized({ ...network, graph: { ...graph, initializers } });
  const integers = after.initializers.find(({ name }) => name === `${filters?.name}/int8`);
  const plain = (await quantized(network)).initializers.find(({ name }) => name === `${filters?.name}/int8`);
  expect(integers?.data).toEqual(plain?.data);
});

test("a bias far larger than the weights still fits int32", async () => {
  const { graph } = network;
  const initializers = graph.initializers.map((tensor) =>
    tensor.dims.join() === "24" ? { ...tensor, data: new Float32Array(24).fill(3e8) } : tensor,
  );
  const model = { ...network, graph: { ...graph, initializers } };
  expect(await deviation(model, { ...model, graph: await quantized(model) }, feeds)).toBeLessThan(0.03);
});

test("an activation that is an output keeps its exact numbers", async () => {
  const model = await convertModel(
    buildModel([[12, 12, 3]], (image) => call(layers.conv2d({ filters: 16, kernelSize: 3 }), image)),
  );
  const { outputs } = model.graph;
  const names = quantizedActivations(model.graph);
  expect(outputs.some(({ name }) => names.has(name))).toBe(false);
});
