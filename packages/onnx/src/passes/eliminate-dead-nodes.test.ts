import { expect, test } from "vitest";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Graph } from "../graph.ts";
import { eliminateDeadNodes } from "./eliminate-dead-nodes.ts";

function build(withDead: boolean): Graph {
  const graph = new GraphBuilder("g");
  const x = graph.input("x", "float32", ["batch", 4]);
  graph.input("unused", "float32", [1]);
  const scaled = graph.op("Mul", [x, graph.initializer("scale", Float32Array.of(2))]);
  if (withDead) graph.op("Relu", [graph.op("Add", [scaled, graph.initializer("shift", Float32Array.of(1))])]);
  graph.output(graph.op("Tanh", [scaled]), "y");
  return graph.build();
}

test("chains, initializers and types that no output depends on go; graph inputs stay", () => {
  const result = eliminateDeadNodes(build(true));
  expect(result).toEqual({ graph: build(false), changed: true });
  expect(() => checkModel(createModel(result.graph))).not.toThrow();
});

test("a graph without dead nodes is returned as it is", () => {
  const graph = build(false);
  expect(eliminateDeadNodes(graph)).toEqual({ graph, changed: false });
  expect(eliminateDeadNodes(graph).graph).toBe(graph);
});

test("an output that is left out keeps no node alive", () => {
  const live = build(false);
  const omitting = { name: "omitting", opType: "Op", inputs: ["", "x"], outputs: ["", "z"], attributes: {} };
  const gate = { name: "gate", opType: "Op", inputs: ["", "y"], outputs: ["out"], attributes: {} };
  const graph = { ...live, nodes: [omitting, ...live.nodes, gate], outputs: [{ name: "out" }] };
  expect(eliminateDeadNodes(graph).graph.nodes).toEqual([...live.nodes, gate]);
});
