import { expect, test } from "vitest";
import type { OpAttributes, GraphBuilder } from "../graph-builder.ts";
import type { Graph, Value } from "../graph.ts";
import { buildGraph, expectEqualGraphs, noise, operatorsOf } from "../testing/run-graph.ts";
import { eliminateDeadNodes } from "./eliminate-dead-nodes.ts";
import { eliminateTransposes } from "./eliminate-transposes.ts";

const toLast = [0, 2, 3, 1];
const toFirst = [0, 3, 1, 2];

const turn = (builder: GraphBuilder, x: Value, perm: readonly number[]) =>
  builder.op("Transpose", [x], { perm });

/** x [batch, 2, 3, 4] as [batch, 3, 4, 2] through `body`, and back. */
function around(body: (builder: GraphBuilder, x: Value) => Value): Graph {
  return buildGraph((builder) => {
    const x = turn(builder, builder.input("x", "float32", ["batch", 2, 3, 4]), toLast);
    builder.output(turn(builder, body(builder, x), toFirst), "y");
  });
}

const unary = (opType: string, attributes?: OpAttributes) => (builder: GraphBuilder, x: Value) =>
  builder.op(opType, [x], attributes);
const constant = (builder: GraphBuilder, ...dims: number[]) =>
  builder.initializer("c", noise(dims.reduce((a, b) => a * b, 1)), dims);
const withConstant =
  (opType: string, ...dims: number[]) =>
  (builder: GraphBuilder, x: Value) =>
    builder.op(opType, [x, constant(builder, ...dims)]);

test.each<[string, Graph]>([
  ["a function of each element", around(unary("Tanh"))],
  ["a clip", around((builder, x) => builder.op("Clip", [x, constant(builder)]))],
  ["a constant a channel", around(withConstant("Mul", 2))],
  ["a constant a place", around(withConstant("Sub", 1, 3, 4, 1))],
  ["a constant of all axes but the first", around(withConstant("Add", 3, 4, 2))],
  ["one number", around(withConstant("Div", 1, 1))],
  ["a constant on the left", around((builder, x) => builder.op("Sub", [constant(builder, 4, 2), x]))],
  ["two branches", around((builder, x) => builder.op("Mul", [builder.op("Sigmoid", [x]), x]))],
  ["softmax along the channels", around(unary("Softmax", { axis: -1 }))],
  ["a pad", around((builder, x) => builder.op("Pad", [x, builder.constant([0, 1, 0, 2, 0, 0, 3, 4])]))],
  ["a reduction that keeps its axes", around(unary("ReduceMax", { axes: [1, -1], keepdims: 1 }))],
  [
    "a sum, whose axes are an input",
    around((builder, x) => builder.op("ReduceSum", [x, builder.constant([2])])),
  ],
  ["a concatenation", around((builder, x) => builder.op("Concat", [x, builder.op("Neg", [x])], { axis: 3 }))],
  [
    "a chain",
    around((builder, x) => withConstant("Add", 2)(builder, unary("Relu")(builder, unary("Exp")(builder, x)))),
  ],
])("transposes on both sides of %s go", async (_, graph) => {
  const { graph: sunk, changed } = eliminateTransposes(graph);
  expect(changed).toBe(true);
  const operators = operatorsOf(sunk).filter((opType) => opType !== "Identity");
  expect(operators).toEqual(operatorsOf(graph).filter((opType) => opType !== "Transpose"));
  await expectEqualGraphs(graph, eliminateDeadNodes(sunk).graph, 1e-6);
  expect(eliminateTransposes(sunk)).toEqual({ graph: sunk, changed: false });
});

test("a mean over what is left of the image needs no transpose at all", async () => {
  const graph = buildGraph((builder) => {
    const x = turn(builder, builder.input("x", "float32", ["batch", 2, 3, 4]), toLast);
    builder.output(builder.op("ReduceMean", [builder.op("Relu", [x])], { axes: [1, 2], keepdims: 0 }), "y");
  });
  const { graph: sunk } = eliminateTransposes(graph);
  expect(sunk.nodes).toMatchObject([
    { opType: "Relu" },
    { opType: "ReduceMean", attributes: { axes: { value: [2, 3] } } },
  ]);
  await expectEqualGraphs(graph, sunk, 1e-6);
});

test("two transposes of inputs become one of the sum", async () => {
  const graph = buildGraph((builder) => {
    const inputs = ["a", "b"].map((name) =>
      turn(builder, builder.input(name, "float32", ["batch", 2, 3]), [0, 2, 1]),
    );
    builder.output(builder.op("Flatten", [builder.op("Add", inputs)], { axis: 1 }), "y");
  });
  const { graph: sunk } = eliminateTransposes(graph);
  expect(operatorsOf(sunk)).toEqual(["Add", "Transpose", "Flatten"]);
  await expectEqualGraphs(graph, sunk);
});

test("a transpose moves behind what makes its tensor smaller", async () => {
  const graph = buildGraph((builder) => {
    const x = turn(builder, builder.input("x", "float32", ["batch", 2, 3, 4]), [3, 2, 1, 0]);
    builder.output(builder.op("ReduceMax", [x], { axes: [2], keepdims: 0 }), "y");
  });
  const { graph: sunk } = eliminateTransposes(graph);
  expect(operatorsOf(sunk)).toEqual(["ReduceMax", "Transpose"]);
  await expectEqualGraphs(graph, sunk);
});

test("two branches of which one needs the transpose keep one", async () => {
  const graph = around((builder, x) => {
    const scaled = builder.op("Mul", [x, constant(builder, 2)]);
    builder.output(builder.op("Flatten", [scaled], { axis: 1 }), "flat");
    return builder.op("Relu", [scaled]);
  });
  const { graph: sunk } = eliminateTransposes(graph);
  expect(operatorsOf(sunk).filter((opType) => opType === "Transpose")).toHaveLength(1);
  await expectEqualGraphs(graph, eliminateDeadNodes(sunk).graph);
});

test("blocks that add their input to what they make of it need one transpose on each side of all", async () => {
  const graph = buildGraph((builder) => {
    let x = builder.input("x", "float32", ["batch", 3, 4, 2]);
    for (let block = 0; block < 3; block++) {
      const kernel = builder.initializer("kernel", noise(4, block + 1), [2, 2, 1, 1]);
      const conv = builder.op("Conv", [turn(builder, x, toFirst), kernel]);
      x = builder.op("Add", [x, turn(builder, builder.op("Relu", [conv]), toLast)]);
    }
    builder.output(x, "y");
  });
  const { graph: sunk } = eliminateTransposes(graph);
  const block = ["Conv", "Relu", "Add"];
  expect(operatorsOf(sunk)).toEqual(["Transpose", ...block, ...block, ...block, "Transpose"]);
  await expectEqualGraphs(graph, sunk, 1e-6);
});

test("a group that gains moves while one that would not stays as it is", async () => {
  const graph = buildGraph((builder) => {
    const stays = turn(builder, builder.input("a", "float32", ["batch", 2, 3]), [0, 2, 1]);
    builder.output(builder.op("Flatten", [builder.op("Tanh", [stays])]), "kept");
    const goes = turn(builder, builder.input("b", "float32", ["batch", 2, 3]), [0, 2, 1]);
    builder.output(turn(builder, builder.op("Tanh", [goes]), [0, 2, 1]), "gone");
  });
  const { graph: sunk } = eliminateTransposes(graph);
  expect(sunk.nodes.slice(0, 3)).toEqual(graph.nodes.slice(0, 3));
  expect(operatorsOf(sunk)).toEqual(["Transpose", "Tanh", "Flatten", "Tanh", "Identity"]);
  await expectEqualGraphs(graph, sunk);
});

test.each<[string, (builder: GraphBuilder, x: Value) => Value]>([
  ["leads to what needs it", (builder, x) => builder.op("Flatten", [turn(builder, x, toLast)], { axis: 1 })],
  [
    "is added to what is not transposed",
    (builder, x) =>
      builder.op("Add", [turn(builder, x, toLast), builder.input("z", "float32", ["batch", 3, 4, 2])]),
  ],
  [
    "is added to another transpose",
    (builder, x) =>
      builder.op("Add", [
        turn(builder, x, toLast),
        turn(builder, builder.input("z", "float32", ["batch", 4, 2, 3]), [0, 3, 1, 2]),
      ]),
  ],
  [
    "branches to where it is needed twice",
    (builder, x) => {
      const turned = turn(builder, x, toLast);
      builder.output(builder.op("Flatten", [builder.op("Exp", [turned])]), "z");
      return builder.op("Flatten", [builder.op("Tanh", [turned])]);
    },
  ],
])("a transpose that %s stays", (_, body) => {
  const graph = buildGraph(
    (builder) => void builder.output(body(builder, builder.input("x", "float32", ["batch", 2, 3, 4])), "y"),
  );
  expect(eliminateTransposes(graph)).toEqual({ graph, changed: false });
});
