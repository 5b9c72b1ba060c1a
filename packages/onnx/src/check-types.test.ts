import { expect, test } from "vitest";
import { checkModel } from "./check-model.ts";
import { createModel } from "./create-model.ts";
import type { Graph, Value } from "./graph.ts";
import type { TensorType } from "./shape.ts";
import { classifier } from "./testing/sample-models.ts";

const model = classifier();

function declaring(name: string, type: TensorType): Graph {
  const changed = (value: Value) => (value.name === name ? { name, type } : value);
  const { graph } = model;
  return { ...graph, outputs: graph.outputs.map(changed), valueInfo: (graph.valueInfo ?? []).map(changed) };
}

test.each<[string, TensorType, string]>([
  [
    "conv",
    { dataType: "float16", shape: ["batch", 4, 2, 2] },
    'node "conv" (Conv) gives, float32[batch, 4, 2, 2]. Declared is float16',
  ],
  ["conv", { dataType: "float32", shape: ["batch", 4, 2, 3] }, 'node "conv" (Conv)'],
  ["Relu", { dataType: "float32", shape: ["batch", 4, 4] }, 'node "Relu" (Relu)'],
  ["Flatten", { dataType: "float32", shape: ["batch", 17] }, 'node "Flatten" (Flatten)'],
  ["class", { dataType: "float32", shape: ["batch", 6] }, 'node "Softmax" (Softmax)'],
])("a declared type of %s that is not what its node gives is refused", (name, type, reason) => {
  expect(() => checkModel({ ...model, graph: declaring(name, type) })).toThrow(
    expect.objectContaining({ code: "model-invalid", message: expect.stringContaining(reason) }),
  );
});

test("a length that only one side knows is no contradiction", () => {
  const graph = declaring("class", { dataType: "float32", shape: ["", "classes"] });
  expect(() => checkModel({ ...model, graph })).not.toThrow();
});

test("values without a declared type are checked all the same", () => {
  const [weights] = model.graph.initializers.filter(({ name }) => name === "dense/kernel");
  const initializers = model.graph.initializers.map((tensor) =>
    tensor === weights ? { ...weights, dims: [8, 10] } : tensor,
  );
  const { valueInfo: _, ...graph } = { ...model.graph, initializers };
  expect(() => checkModel(createModel(graph))).toThrow("inner dimensions 16 and 8 must be equal");
});

test("an old operator set, whose operators have other inputs, is not inferred", () => {
  const graph = declaring("class", { dataType: "float32", shape: ["batch", 6] });
  expect(() => checkModel({ ...model, graph, opset: 12 })).not.toThrow();
});
