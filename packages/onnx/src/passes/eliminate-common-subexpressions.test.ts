import { expect, test } from "vitest";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Graph } from "../graph.ts";
import { eliminateCommonSubexpressions } from "./eliminate-common-subexpressions.ts";

const kindsOf = (graph: Graph): string[] => graph.nodes.map(({ opType }) => opType);

function build(fill: (graph: GraphBuilder) => void): Graph {
  const graph = new GraphBuilder("g");
  fill(graph);
  return graph.build();
}

test("what two branches share is computed once, down to where they part", () => {
  const graph = build((builder) => {
    const x = builder.input("x", "float32", ["batch", 4]);
    for (const [index, slope] of [0.1, 0.1, 0.2].entries()) {
      const scale = builder.initializer("scale", Float32Array.of(2));
      const scaled = builder.op("Tanh", [builder.op("Mul", [x, scale])]);
      builder.output(builder.op("Exp", [builder.op("LeakyRelu", [scaled], { alpha: slope })]), `y${index}`);
    }
  });
  const result = eliminateCommonSubexpressions(graph);
  expect(result.changed).toBe(true);
  expect(kindsOf(result.graph)).toEqual(["Mul", "Tanh", "LeakyRelu", "Exp", "Exp", "LeakyRelu", "Exp"]);
  expect(result.graph.initializers).toHaveLength(1);
  expect(result.graph.outputs).toEqual(graph.outputs);
  expect(() => checkModel(createModel(result.graph))).not.toThrow();
  expect(eliminateCommonSubexpressions(result.graph)).toEqual({ graph: result.graph, changed: false });
});

test("zeros of two signs, types and shapes are not one initializer", () => {
  const graph = build((builder) => {
    const x = builder.input("x", "float32", [1]);
    const sum = [
      builder.initializer("a", Float32Array.of(0)),
      builder.initializer("b", Float32Array.of(-0)),
      builder.initializer("c", Float32Array.of(0), []),
    ].map((zero) => builder.op("Div", [x, zero]));
    builder.output(builder.op("Max", sum), "y");
  });
  expect(eliminateCommonSubexpressions(graph)).toEqual({ graph, changed: false });
});

test("nodes with bodies stay apart, and what they take is shared", () => {
  const graph = build((builder) => {
    const x = builder.input("x", "float32", ["batch", 4, 2]);
    for (const shift of [0, 1]) {
      const body = new GraphBuilder("body", { around: builder });
      const step = body.input("step", "float32", ["batch", 2]);
      body.output(body.op("Add", [step, body.initializer("shift", Float32Array.of(shift))]), "out");
      const attributes = { body, num_scan_inputs: 1, scan_input_axes: [1] };
      builder.output(
        builder.op("Exp", [builder.op("Scan", [builder.op("Relu", [x])], attributes)]),
        "y" + shift,
      );
    }
  });
  const result = eliminateCommonSubexpressions(graph);
  expect(kindsOf(result.graph)).toEqual(["Relu", "Scan", "Exp", "Scan", "Exp"]);
  expect(() => checkModel(createModel(result.graph))).not.toThrow();
});

test("numbers drawn twice stay two", () => {
  const graph = build((builder) => {
    const x = builder.input("x", "float32", [3]);
    const drawn = [0, 1].map(() => builder.op("RandomUniformLike", [x]));
    builder.output(builder.op("Sub", drawn), "y");
  });
  expect(eliminateCommonSubexpressions(graph).changed).toBe(false);
});

test("the default of an input and an initializer that is an output keep their names", () => {
  const type = { dataType: "float32", shape: [1] } as const;
  const graph: Graph = {
    ...build((builder) => void builder.output(builder.op("Relu", [builder.input("x", "float32", [1])]), "y")),
    initializers: ["x", "o", "c"].map((name) => ({
      name,
      dataType: "float32",
      dims: [1],
      data: Float32Array.of(1),
    })),
    outputs: [
      { name: "o", type },
      { name: "y", type },
    ],
  };
  expect(eliminateCommonSubexpressions(graph)).toEqual({ graph, changed: false });
});
