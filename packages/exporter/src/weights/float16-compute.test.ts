import { createModel, GraphBuilder, type Graph, type Model } from "@polyhead/onnx";
import { expect, test } from "vitest";
import { deviation, expectTyped, noise } from "../testing/weights.ts";
import { computeFloat16 } from "./float16-compute.ts";

/** Scaled input → dense → what `middle` adds → dense → two outputs, a softmax and the scaled logits. */
function network(
  middle: (builder: GraphBuilder, hidden: ReturnType<GraphBuilder["op"]>) => typeof hidden,
): Model {
  const builder = new GraphBuilder("network");
  const weights = (name: string, rows: number, columns: number) =>
    builder.initializer(
      name,
      noise(rows, columns).data.map((value) => value / 4),
      [rows, columns],
    );
  const scalar = (value: number) => builder.initializer("scalar", Float32Array.of(value), []);
  const x = builder.op(
    "Div",
    [builder.input("x", "float32", ["batch", 16]), scalar(1e6)],
    {},
    { hint: "scaled" },
  );
  const hidden = builder.op(
    "Relu",
    [builder.op("Gemm", [x, weights("first", 16, 32)])],
    {},
    { hint: "hidden" },
  );
  const logits = builder.op(
    "Gemm",
    [middle(builder, hidden), weights("second", 32, 10)],
    {},
    { hint: "logits" },
  );
  builder.output(builder.op("Softmax", [logits]), "label");
  builder.output(builder.op("Mul", [logits, scalar(1e6)]), "scaled");
  return createModel(builder.build());
}

const x = noise(6, 16);
const feeds = { x: { ...x, data: x.data.map((value) => value * 1e6) } };

function typesIn({ inputs, outputs, valueInfo = [] }: Graph): Record<string, string | undefined> {
  return Object.fromEntries(
    [...inputs, ...outputs, ...valueInfo].map(({ name, type }) => [name, type?.dataType]),
  );
}

function operators({ nodes }: Graph): string[] {
  return nodes.map(({ opType }) => opType);
}

test("only what lies between weights is float16; numbers beyond its range may come before and after", async () => {
  const model = network((_, hidden) => hidden);
  const { graph, float32Operators } = computeFloat16(model.graph);
  expect(float32Operators).toEqual([]);
  expect(operators(graph)).toEqual(["Div", "Cast", "Gemm", "Relu", "Gemm", "Cast", "Softmax", "Mul"]);
  expect(typesIn(graph)).toMatchObject({
    x: "float32",
    scaled: "float32",
    "hidden/float16": "float16",
    label: "float32",
  });
  expect(graph.initializers.map(({ dataType }) => dataType).toSorted()).toEqual([
    "float16",
    "float16",
    "float32",
    "float32",
  ]);
  expectTyped(graph);
  expect(await deviation(model, { ...model, graph }, feeds)).toBeLessThan(5e-3);
});

test("an operator without a float16 form stays float32 and is named", async () => {
  const model = network((builder, hidden) => {
    const [sum] = builder.op(
      "CumSum",
      [hidden, builder.constant(1)],
      {},
      {
        outputs: 1,
        types: [{ dataType: "float32", shape: ["batch", 32] }],
      },
    );
    return builder.op("Mul", [sum ?? hidden, hidden]);
  });
  const { graph, float32Operators } = computeFloat16(model.graph);
  expect(float32Operators).toEqual(["CumSum"]);
  expect(operators(graph)).toEqual([
    "Div",
    "Cast",
    "Gemm",
    "Relu",
    "Cast",
    "CumSum",
    "Cast",
    "Mul",
    "Gemm",
    "Cast",
    "Softmax",
    "Mul",
  ]);
  expectTyped(graph);
  expect(await deviation(model, { ...model, graph }, feeds)).toBeLessThan(5e-3);
});

test("an output in the middle is given as float32, and used as float16", async () => {
  const model = network((builder, hidden) => {
    const doubled = builder.op("Add", [hidden, hidden]);
    builder.output(doubled, "doubled");
    return doubled;
  });
  const { graph } = computeFloat16(model.graph);
  expect(typesIn(graph)).toMatchObject({ doubled: "float32" });
  expectTyped(graph);
  expect(await deviation(model, { ...model, graph }, feeds)).toBeLessThan(5e-3);
});

test("a graph without weights stays as it is", () => {
  const builder = new GraphBuilder("plain");
  builder.output(builder.op("Relu", [builder.input("x", "float32", ["batch"])]), "y");
  const graph = builder.build();
  expect(computeFloat16(graph).graph).toEqual({ ...graph, valueInfo: [] });
});
