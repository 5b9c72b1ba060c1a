import { layers } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { convertModel } from "../convert-model.ts";
import { buildModel, call } from "../testing/models.ts";
import { deviation, expectTyped, noise, weightBytes } from "../testing/weights.ts";
import { storeFloat16 } from "./float16-storage.ts";

const network = await convertModel(
  buildModel([[8, 8, 3]], (image) =>
    call(
      layers.dense({ units: 10, activation: "softmax", name: "label" }),
      call(layers.flatten(), call(layers.conv2d({ filters: 12, kernelSize: 3, activation: "relu" }), image)),
    ),
  ),
);
const half = { ...network, graph: storeFloat16(network.graph) };

test("weights take half the bytes and give the same outputs to three digits", async () => {
  expect(weightBytes(half.graph)).toBeLessThan(0.51 * weightBytes(network.graph));
  expectTyped(half.graph);
  expect(await deviation(network, half, { input0: noise(5, 8, 8, 3) })).toBeLessThan(2e-3);
});

test("each large weight is cast back to float32; biases and the rest of the graph stay", () => {
  const types = half.graph.initializers.map(({ dataType, dims }) => `${dataType} ${dims.join("×")}`);
  expect(types.toSorted()).toEqual(["float16 12×3×3×3", "float16 432×10", "float32 10", "float32 12"]);
  const added = half.graph.nodes.filter(({ opType }) => opType === "Cast");
  expect(added.flatMap(({ outputs }) => outputs).toSorted()).toEqual(
    network.graph.initializers
      .filter(({ data }) => data.length > 100)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(half.graph.nodes.slice(2)).toEqual(network.graph.nodes);
});

test("a graph without large weights stays as it is", async () => {
  const { graph } = await convertModel(buildModel([[4]], (x) => call(layers.dense({ units: 2 }), x)));
  expect(storeFloat16(graph).nodes).toEqual(graph.nodes);
});

test("a weight beyond float16 is refused by name", () => {
  const initializers = network.graph.initializers.map((tensor) =>
    tensor.dims.length === 2 ? { ...tensor, data: new Float32Array(4320).fill(1e5) } : tensor,
  );
  expect(() => storeFloat16({ ...network.graph, initializers })).toThrow(/Tensor "label.*" cannot be stored/);
});
