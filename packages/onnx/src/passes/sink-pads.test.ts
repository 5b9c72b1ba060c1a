import { expect, test } from "vitest";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Value } from "../graph.ts";
import { buildGraph, expectEqualGraphs, operatorsOf } from "../testing/run-graph.ts";
import { sinkPads } from "./sink-pads.ts";

const pads = [0, 1, 2, 0, 0, 0, 3, 1];

function padThenTurn(extra: (builder: GraphBuilder, padded: Value) => void = () => undefined) {
  return buildGraph((builder) => {
    const x = builder.input("x", "float32", ["batch", 2, 3, 4]);
    const padded = builder.op("Pad", [
      x,
      builder.constant(pads),
      builder.initializer("value", Float32Array.of(7), []),
    ]);
    extra(builder, padded);
    builder.output(builder.op("Transpose", [padded], { perm: [0, 3, 1, 2] }), "y");
  });
}

test("what is padded is transposed first", async () => {
  const graph = padThenTurn();
  const { graph: sunk, changed } = sinkPads(graph);
  expect(changed).toBe(true);
  expect(operatorsOf(sunk)).toEqual(["Transpose", "Pad"]);
  await expectEqualGraphs(graph, sunk);
  expect(sinkPads(sunk)).toEqual({ graph: sunk, changed: false });
});

test("a pad that something else reads stays where it is", () => {
  const graph = padThenTurn((builder, padded) => void builder.output(builder.op("Neg", [padded]), "z"));
  expect(sinkPads(graph)).toEqual({ graph, changed: false });
});

test("a pad of some axes stays where it is", () => {
  const graph = buildGraph((builder) => {
    const x = builder.input("x", "float32", ["batch", 2]);
    const padded = builder.op("Pad", [x, builder.constant([1, 1]), undefined, builder.constant([1])]);
    builder.output(builder.op("Transpose", [padded], { perm: [1, 0] }), "y");
  });
  expect(sinkPads(graph)).toEqual({ graph, changed: false });
});
