import { expect, test } from "vitest";
import { int } from "../attribute.ts";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import type { GraphBuilder, OpAttributes, OpOptions } from "../graph-builder.ts";
import type { Value } from "../graph.ts";
import { buildGraph, runGraph } from "../testing/run-graph.ts";
import { eliminateDeadNodes } from "./eliminate-dead-nodes.ts";
import { foldConstants, MAX_FOLD_GROWTH } from "./fold-constants.ts";

const numbers = Float32Array.of(1e-7, -3.3, 1 / 3, 1e20, 7, -0);

interface Case {
  readonly opType: string;
  readonly inputs: (graph: GraphBuilder) => readonly (Value | undefined)[];
  readonly attributes?: OpAttributes;
  readonly types?: OpOptions["types"];
}

const float = (data: Float32Array, dims?: readonly number[]) => (graph: GraphBuilder) =>
  graph.initializer("x", data, dims);
const matrix = float(numbers, [2, 3]);
const typed = (dataType: "float32" | "int64", ...shape: number[]) => [{ dataType, shape }];

const cases: readonly Case[] = [
  ...["Abs", "Ceil", "Floor", "Neg", "Reciprocal", "Sqrt", "Identity"].map((opType) => ({
    opType,
    inputs: (graph: GraphBuilder) => [matrix(graph)],
    types: typed("float32", 2, 3),
  })),
  ...["Add", "Sub", "Mul", "Div", "Max", "Min"].flatMap((opType) => [
    { opType, inputs: (graph: GraphBuilder) => [matrix(graph), float(Float32Array.of(0.1, 3, -7))(graph)] },
    {
      opType,
      inputs: (graph: GraphBuilder) => [float(Float32Array.of(0.7, 5), [2, 1])(graph), matrix(graph)],
    },
    { opType, inputs: (graph: GraphBuilder) => [graph.constant([-7, 7, 9]), graph.constant(2)] },
  ]),
  { opType: "Cast", inputs: (graph) => [graph.constant([-1, 0, 7])], attributes: { to: int(1) } },
  {
    opType: "Cast",
    inputs: (graph) => [float(Float32Array.of(-1.7, 2.5))(graph)],
    attributes: { to: int(7) },
  },
  { opType: "Cast", inputs: (graph) => [float(Float32Array.of(-1.7, 0))(graph)], attributes: { to: int(9) } },
  {
    opType: "Transpose",
    inputs: (graph) => [float(numbers, [1, 2, 3])(graph)],
    attributes: { perm: [2, 0, 1] },
  },
  { opType: "Transpose", inputs: (graph) => [matrix(graph)] },
  { opType: "Reshape", inputs: (graph) => [matrix(graph), graph.constant([0, -1, 1])] },
  { opType: "Flatten", inputs: (graph) => [float(numbers, [2, 3, 1])(graph)], attributes: { axis: 2 } },
  { opType: "Unsqueeze", inputs: (graph) => [matrix(graph), graph.constant([-1, 1])] },
  { opType: "Squeeze", inputs: (graph) => [float(numbers, [1, 6, 1])(graph), graph.constant([0])] },
  { opType: "Concat", inputs: (graph) => [matrix(graph), matrix(graph)], attributes: { axis: 0 } },
  {
    opType: "Concat",
    inputs: (graph) => [matrix(graph), float(numbers, [2, 3])(graph)],
    attributes: { axis: -1 },
  },
  {
    opType: "Concat",
    inputs: (graph) => [graph.constant([1]), graph.constant([2, 3])],
    attributes: { axis: 0 },
  },
  { opType: "Gather", inputs: (graph) => [matrix(graph), graph.constant([2, -3])], attributes: { axis: 1 } },
  { opType: "Gather", inputs: (graph) => [graph.constant([5, 6, 7]), graph.constant(-1)] },
  {
    opType: "Expand",
    inputs: (graph) => [float(Float32Array.of(1, 2), [2, 1])(graph), graph.constant([3, 1, 4])],
    types: typed("float32", 3, 2, 4),
  },
  { opType: "ConstantOfShape", inputs: (graph) => [graph.constant([2, 2])], types: typed("float32", 2, 2) },
  {
    opType: "Slice",
    inputs: (graph) => [matrix(graph), graph.constant([1]), graph.constant([3]), graph.constant([1])],
    types: typed("float32", 2, 2),
  },
  {
    opType: "Slice",
    inputs: (graph) => [
      float(numbers)(graph),
      graph.constant([99]),
      graph.constant([-99]),
      graph.constant([0]),
      graph.constant([-2]),
    ],
    types: typed("float32", 3),
  },
];

test.each(cases)(
  "$opType gives the very bits that ONNX Runtime gives",
  async ({ opType, inputs, attributes, types }) => {
    const graph = buildGraph((builder) => {
      const made = builder.op(opType, inputs(builder), attributes, types && { types });
      const { dataType = "float32" } = made.type ?? {};
      const pass = builder.op("Identity", [made]);
      builder.output(pass, "y");
      builder.output(builder.op("Identity", [builder.input("x", dataType, [1])]), "z");
    });
    const { graph: folded, changed } = foldConstants(graph);
    expect(changed).toBe(true);
    const small = eliminateDeadNodes(folded).graph;
    expect(small.nodes).toHaveLength(2);
    expect(small.initializers).toHaveLength(1);
    expect(() => checkModel(createModel(small))).not.toThrow();
    const { y } = await runGraph({
      ...graph,
      inputs: [],
      outputs: graph.outputs.slice(0, 1),
      nodes: graph.nodes.slice(0, 2),
    });
    expect(y?.dims).toEqual(small.initializers[0]?.dims);
    expect(y?.data).toEqual(small.initializers[0]?.data);
  },
);

test("a chain folds in one go, and keeps the nodes that read it", () => {
  const graph = buildGraph((builder) => {
    const kernel = builder.op("Transpose", [matrix(builder)]);
    const scaled = builder.op("Mul", [
      builder.op("Neg", [kernel]),
      builder.initializer("two", Float32Array.of(2)),
    ]);
    builder.output(builder.op("MatMul", [builder.input("x", "float32", ["batch", 3]), scaled]), "y");
  });
  const small = eliminateDeadNodes(foldConstants(graph).graph).graph;
  expect(small.nodes).toEqual(graph.nodes.slice(-1));
  expect(small.initializers).toMatchObject([{ name: "Mul", dims: [3, 2] }]);
  expect([...(small.initializers[0]?.data ?? [])].map(Number)).toEqual(
    [0, 3, 1, 4, 2, 5].map((at) => (numbers[at] ?? 0) * -2),
  );
  expect(small.valueInfo).toEqual([]);
  expect(foldConstants(small)).toEqual({ graph: small, changed: false });
});

test.each<[string, (graph: GraphBuilder) => Value]>([
  ["depends on an input", (graph) => graph.op("Neg", [graph.input("x", "float32", [2])])],
  ["rounds differently from one runtime to the next", (graph) => graph.op("Exp", [matrix(graph)])],
  [
    "is another domain's",
    (graph) => graph.op("Neg", [matrix(graph)], {}, { domain: "d", types: typed("float32") }),
  ],
  ["divides by zero", (graph) => graph.op("Div", [graph.constant([4]), graph.constant([0])])],
  ["casts what has no int64", (graph) => graph.op("Cast", [float(Float32Array.of(1e30))(graph)], { to: 7 })],
  ["gathers beyond the end", (graph) => graph.op("Gather", [matrix(graph), graph.constant([2])])],
  [
    "combines bits of float16",
    (graph) => graph.op("Neg", [graph.initializer("h", new Uint16Array(2), [2], "float16")]),
  ],
])("what %s stays", (_, make) => {
  const graph = buildGraph((builder) => {
    builder.output(builder.op("Identity", [make(builder)]), "y");
  });
  expect(foldConstants(graph)).toEqual({ graph, changed: false });
});

test("an output and the default of an input stay", () => {
  const graph = buildGraph((builder) => {
    builder.output(builder.op("Neg", [matrix(builder)]), "y");
  });
  expect(foldConstants(graph).changed).toBe(false);
  const type = { dataType: "float32", shape: [2, 3] } as const;
  const second = { name: "n", opType: "Abs", inputs: ["x"], outputs: ["t"], attributes: {} };
  const open = { ...graph, nodes: [second, ...graph.nodes], inputs: [{ name: "x", type }] };
  expect(foldConstants(open).changed).toBe(false);
});

test("the file grows by no more than the limit, and weights that only move are moved", () => {
  const long = MAX_FOLD_GROWTH / 4 + 64;
  const graph = buildGraph((builder) => {
    const ones = builder.initializer("ones", new Float32Array(long));
    const zero = builder.initializer("zero", new Float32Array(1));
    builder.output(builder.op("Add", [builder.op("Add", [zero, ones]), ones]), "repeated");
    builder.output(
      builder.op("Neg", [builder.op("Neg", [builder.initializer("alone", new Float32Array(long))])]),
      "y",
    );
    const wide = builder.op(
      "Expand",
      [zero, builder.constant([long])],
      {},
      { types: typed("float32", long) },
    );
    builder.output(builder.op("Neg", [wide]), "z");
  });
  expect(foldConstants(graph).graph.nodes.map(({ name }) => name)).toEqual(
    graph.nodes.map(({ name }) => name).filter((name) => name !== "Neg"),
  );
});
