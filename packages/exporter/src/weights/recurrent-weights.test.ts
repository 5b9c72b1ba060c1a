import { createModel, GraphBuilder, type Graph, type Model, type Tensor, type Value } from "@polyhead/onnx";
import { describe, expect, test } from "vitest";
import { deviation, expectTyped, noise } from "../testing/weights.ts";
import { computeFloat16 } from "./float16-compute.ts";
import { storeFloat16 } from "./float16-storage.ts";

/** Five steps of [batch, 16] through a recurrent layer of 24 units, then a dense layer. */
function network(layer: (builder: GraphBuilder, steps: Value) => Value): Model {
  const builder = new GraphBuilder("network");
  const last = layer(builder, builder.input("steps", "float32", [5, "batch", 16]));
  builder.output(builder.op("MatMul", [last, weights(builder, "dense", 24, 16)]), "y");
  return createModel(builder.build());
}

function weights(builder: GraphBuilder, name: string, ...dims: number[]): Value {
  const { data } = noise(...dims);
  return builder.initializer(
    name,
    data.map((value) => value / 4),
    dims,
  );
}

/** The initializers of a graph and of the bodies of its nodes. */
function allWeights({ initializers, nodes }: Graph): readonly Tensor[] {
  const bodies = nodes.flatMap(({ attributes }) =>
    Object.values(attributes).flatMap((attribute) => (attribute.type === "graph" ? [attribute.value] : [])),
  );
  return [...initializers, ...bodies.flatMap(allWeights)];
}

const lstm = network((builder, steps) => {
  const kernels = [weights(builder, "kernel", 1, 96, 16), weights(builder, "recurrent", 1, 96, 24)];
  const [, last] = builder.op("LSTM", [steps, ...kernels], { hidden_size: 24 }, { outputs: 2 });
  return builder.op("Squeeze", [last ?? steps, builder.constant([0])]);
});

const scan = network((builder, steps) => {
  const body = new GraphBuilder("step", { around: builder });
  const state = body.input("state", "float32", ["batch", 24]);
  const step = body.input("step", "float32", ["batch", 16]);
  const sum = body.op("Add", [
    body.op("MatMul", [step, weights(body, "kernel", 16, 24)]),
    body.op("MatMul", [state, weights(body, "recurrent", 24, 24)]),
  ]);
  body.output(body.op("Tanh", [sum]), "next");
  const shape = builder.op(
    "Concat",
    [builder.op("Shape", [steps], { start: 1, end: 2 }), builder.constant([24])],
    { axis: 0 },
  );
  const zeros = builder.op(
    "Expand",
    [builder.initializer("zero", Float32Array.of(0), []), shape],
    {},
    {
      types: [{ dataType: "float32", shape: ["batch", 24] }],
    },
  );
  return builder.op("Scan", [zeros, steps], { body, num_scan_inputs: 1 });
});

describe.each([
  ["LSTM", lstm],
  ["Scan", scan],
])("%s", (opType, model) => {
  const feeds = { steps: noise(5, 3, 16) };

  test("weights of steps are stored as float16", async () => {
    const graph = storeFloat16(model.graph);
    expect(allWeights(graph).filter(({ dataType }) => dataType === "float16")).toHaveLength(3);
    expectTyped(graph);
    const changed = await deviation(model, { ...model, graph }, feeds);
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(2e-3);
  });

  test("steps keep their float32 arithmetic where the rest has float16, and are named", async () => {
    const { graph, float32Operators } = computeFloat16(model.graph);
    expect(float32Operators).toEqual([opType]);
    expect(
      graph.nodes.some((node) => node.opType === "MatMul" && node.outputs[0]?.endsWith("/float16")),
    ).toBe(true);
    expectTyped(graph);
    expect(await deviation(model, { ...model, graph }, feeds)).toBeLessThan(5e-3);
  });
});
