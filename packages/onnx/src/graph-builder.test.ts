import { messageOf } from "@polyhead/spec";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkModel } from "./check-model.ts";
import { createModel } from "./create-model.ts";
import { GraphBuilder } from "./graph-builder.ts";
import type { Graph, Value } from "./graph.ts";

function started(): { graph: GraphBuilder; x: Value } {
  const graph = new GraphBuilder("g");
  return { graph, x: graph.input("x", "float32", ["batch", 4]) };
}

function thrownBy(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return messageOf(error);
  }
  return "nothing";
}

test("types are there as values are made", () => {
  const { graph, x } = started();
  const w = graph.initializer("w", new Float32Array(12), [4, 3]);
  expect(w.type).toEqual({ dataType: "float32", shape: [4, 3] });
  expect(graph.op("MatMul", [x, w]).type).toEqual({ dataType: "float32", shape: ["batch", 3] });
  expect(graph.constant(3).type).toEqual({ dataType: "int64", shape: [] });
  expect(graph.constant([3, -1]).type).toEqual({ dataType: "int64", shape: [2] });
  expect(graph.initializer("half", Uint16Array.of(0x3c00), [1], "float16").type?.dataType).toBe("float16");
});

test("a result that becomes an output is renamed, wherever it is used", () => {
  const { graph, x } = started();
  const relu = graph.op("Relu", [x], {}, { hint: "activation" });
  const tanh = graph.op("Tanh", [relu]);
  expect(graph.output(relu, "features").type).toEqual(relu.type);
  graph.output(tanh, "y");
  expect(graph.build()).toMatchObject({
    outputs: [{ name: "features" }, { name: "y" }],
    nodes: [
      { name: "activation", inputs: ["x"], outputs: ["features"] },
      { name: "Tanh", inputs: ["features"], outputs: ["y"] },
    ],
    valueInfo: [],
  });
});

test("an input, an initializer and an output become outputs through Identity", () => {
  const { graph, x } = started();
  const relu = graph.op("Relu", [x]);
  for (const [index, value] of [x, graph.initializer("w", Float32Array.of(1)), relu, relu].entries())
    graph.output(value, `y${index}`);
  const built = graph.build();
  expect(built.nodes.map(({ opType, inputs, outputs }) => [opType, ...inputs, ...outputs])).toEqual([
    ["Relu", "x", "y2"],
    ["Identity", "x", "y0"],
    ["Identity", "w", "y1"],
    ["Identity", "y2", "y3"],
  ]);
  expect(built.outputs[1]?.type).toEqual({ dataType: "float32", shape: [1] });
  expect(() => checkModel(createModel(built))).not.toThrow();
});

test("generated names give way to the caller's, whenever those come", () => {
  const { graph, x } = started();
  const relu = graph.op("Relu", [x]);
  const weights = graph.initializer("w", Float32Array.of(1));
  const sum = graph.op("Add", [relu, graph.input("Relu", "float32", [4])]);
  graph.output(graph.op("Mul", [sum, weights]), "w");
  const built = graph.build();
  expect(built.nodes.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
    [["x"], ["Relu_1"]],
    [["Relu_1", "Relu"], ["Add"]],
    [["Add", "w_1"], ["w"]],
  ]);
  expect(built.initializers.map(({ name }) => name)).toEqual(["w_1"]);
  expect(() => checkModel(createModel(built))).not.toThrow();
});

test("inputs and outputs left out have no name, and trailing outputs are counted", () => {
  const { graph, x } = started();
  const [y, mask] = graph.op("Dropout", [x, undefined, graph.constant(1)], {}, { outputs: 2 });
  expect([y?.name, mask?.name]).toEqual(["Dropout", "Dropout_1"]);
  expect(graph.build().nodes[0]?.inputs).toEqual(["x", "", "constant"]);
});

test("names are unique and the caller's are exact, for any names and hints", () => {
  const name = fc.constantFrom("x", "Relu", "Relu_1", "Relu_2", "Identity", "w", "w_1", "");
  const step = fc.record({ kind: fc.constantFrom("input", "weight", "op", "output"), name, at: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const graph = new GraphBuilder("g");
      const values = [graph.input("first", "float32", [1])];
      const refusals: string[] = [];
      const asked = { inputs: ["first"], outputs: [] as string[] };
      for (const { kind, name, at } of steps) {
        const value = values[at % values.length] as Value;
        const taken = name === "" || asked.inputs.includes(name) || asked.outputs.includes(name);
        if (kind === "weight") values.push(graph.initializer(name, Float32Array.of(1)));
        else if (kind === "op") values.push(graph.op("Relu", [value], {}, { hint: name }));
        else if (taken)
          refusals.push(
            thrownBy(() => (kind === "input" ? graph.input(name, "int8", [1]) : graph.output(value, name))),
          );
        else if (kind === "input") {
          values.push(graph.input(name, "float32", [1]));
          asked.inputs.push(name);
        } else {
          graph.output(value, name);
          asked.outputs.push(name);
        }
      }
      if (asked.outputs.length === 0) graph.output(graph.op("Relu", values.slice(0, 1)), "last");
      const built = graph.build();
      expect(built.inputs.map(({ name }) => name)).toEqual(asked.inputs);
      expect(built.outputs.map(({ name }) => name)).toEqual(
        asked.outputs.length === 0 ? ["last"] : asked.outputs,
      );
      expect(refusals.filter((message) => !message.includes("must have names of their own"))).toEqual([]);
      checkModel(createModel(built));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("optional inputs that are left out last leave no empty names", () => {
  const graph = new GraphBuilder("g");
  const x = graph.input("x", "float32", ["batch", 2]);
  graph.op("Clip", [x, undefined, graph.constant(1)]);
  graph.op("Clip", [x, undefined, undefined]);
  expect(graph.build().nodes.map(({ inputs }) => inputs)).toEqual([["x", "", expect.any(String)], ["x"]]);
});

/** A graph whose Scan adds up steps, with the same hints inside as outside. */
function summing(name: string): Graph {
  const graph = new GraphBuilder(name, { opset: 18 });
  const x = graph.input("x", "float32", ["batch", "length", 3]);
  const body = new GraphBuilder("body", { around: graph });
  const state = body.input("state", "float32", ["batch", 3]);
  const step = body.input("x", "float32", ["batch", 3]);
  const sum = body.op("Add", [state, step], {}, { hint: "sum" });
  body.output(sum, "sum");
  body.output(sum, "y");
  const zeros = graph.initializer("sum", new Float32Array(3), [1, 3]);
  const [last, all] = graph.op(
    "Scan",
    [zeros, x],
    { body, num_scan_inputs: 1, scan_input_axes: [1], scan_output_axes: [1] },
    { outputs: 2, hint: "sum" },
  );
  graph.output(last!, "sum");
  graph.output(all!, "y");
  return graph.build();
}

test("a body's names differ from those around it, whoever asked first", () => {
  const graph = summing("g");
  const { body } = graph.nodes[0]!.attributes;
  expect(graph.outputs).toEqual([
    { name: "sum", type: { dataType: "float32", shape: [1, 3] } },
    { name: "y", type: { dataType: "float32", shape: ["batch", "length", 3] } },
  ]);
  const inner = body?.type === "graph" ? body.value : undefined;
  expect(inner?.inputs.map(({ name }) => name)).toEqual(["state", "x_1"]);
  expect(inner?.nodes.map(({ opType }) => opType)).toEqual(["Add", "Identity"]);
  expect(() => checkModel(createModel(graph))).not.toThrow();
});

test("a body takes the operator set of the graph around it, and no values", () => {
  const { graph, x } = started();
  const body = new GraphBuilder("body", { around: graph });
  expect(body.opset).toBe(graph.opset);
  expect(() => body.op("Relu", [x])).toThrow("that its own builder made");
  expect(() => graph.op("Relu", [body.input("step", "float32", [1])])).toThrow("that its own builder made");
});

test("a body is no number", () => {
  const { graph, x } = started();
  const body = new GraphBuilder("body", { around: graph });
  expect(() => graph.op("Elu", [x], { alpha: body })).toThrow("Attribute Elu.alpha must be of type float");
});

test("a refused output leaves the graph as it was", () => {
  const { graph, x } = started();
  graph.output(graph.op("Relu", [x]), "y");
  const before = graph.build();
  expect(() => graph.output(x, "y")).toThrow('Received "y" for a second one, after the output of that name.');
  expect(() => graph.output(x, "")).toThrow('Received "".');
  expect(graph.build()).toEqual(before);
});

test.each<[string, (graph: GraphBuilder, x: Value) => unknown, string]>([
  ["a value of another builder", (graph) => graph.op("Relu", [started().x]), "that its own builder made"],
  ["a fraction as an int64", (graph) => graph.constant([1, 0.5]), "An int must be an integer"],
  ["an unknown attribute", (graph, x) => graph.op("Elu", [x], { beta: 1 }), "Elu has alpha"],
  ["an attribute where there are none", (graph, x) => graph.op("Relu", [x], { alpha: 1 }), "Relu has none"],
  [
    "an inherited attribute",
    (graph, x) => graph.op("Relu", [x], { toString: 1 }),
    "Relu.toString does not exist",
  ],
  ["an untyped number", (graph, x) => graph.op("Mystery", [x], { a: 1 }), "Attribute Mystery.a"],
  [
    "data that does not fill its dims",
    (graph) => graph.initializer("w", new Float32Array(3), [2]),
    'Tensor "w"',
  ],
  [
    "data of another type",
    (graph) => graph.initializer("w", new Float32Array(3), [3], "int64"),
    "BigInt64Array",
  ],
  [
    "data that is no data",
    (graph) => graph.initializer("w", 3 as unknown as Float32Array, [1]),
    "typed array",
  ],
])("%s is refused", (_, act, message) => {
  const { graph, x } = started();
  expect(() => act(graph, x)).toThrow(message);
});
