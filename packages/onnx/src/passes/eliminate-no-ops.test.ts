import { expect, test } from "vitest";
import { ints } from "../attribute.ts";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Graph, Value } from "../graph.ts";
import { eliminateDeadNodes } from "./eliminate-dead-nodes.ts";
import { eliminateNoOps } from "./eliminate-no-ops.ts";

/** A graph from x [2, 3, 4] through `body` to Tanh, the first of its outputs. */
function build(body: (builder: GraphBuilder, x: Value) => Value): Graph {
  const builder = new GraphBuilder("g");
  builder.output(builder.op("Tanh", [body(builder, builder.input("x", "float32", [2, 3, 4]))]), "y");
  return builder.build();
}

const transposed = (builder: GraphBuilder, x: Value, perm: readonly number[]): Value =>
  builder.op("Transpose", [x], { perm: ints(perm) });

test.each<[string, (builder: GraphBuilder, x: Value) => Value]>([
  [
    "a transpose and its inverse",
    (builder, x) => transposed(builder, transposed(builder, x, [2, 0, 1]), [1, 2, 0]),
  ],
  ["a transpose that moves nothing", (builder, x) => transposed(builder, x, [0, 1, 2])],
  ["an identity", (builder, x) => builder.op("Identity", [x])],
  ["a reshape to the same shape", (builder, x) => builder.op("Reshape", [x, builder.constant([2, -1, 4])])],
  ["a dropout", (builder, x) => builder.op("Dropout", [x], {}, { types: [x.type!] })],
  ["a cast to the same type", (builder, x) => builder.op("Cast", [x], { to: 1 })],
  ["a concatenation of one", (builder, x) => builder.op("Concat", [x], { axis: 0 })],
  [
    "three transposes in a circle",
    (builder, x) => [1, 2, 3].reduce((value) => transposed(builder, value, [1, 2, 0]), x),
  ],
])("%s goes", (_, body) => {
  const { graph, changed } = eliminateNoOps(build(body));
  expect(changed).toBe(true);
  const live = eliminateDeadNodes(graph).graph;
  expect(live.nodes).toMatchObject([{ opType: "Tanh", inputs: ["x"], outputs: ["y"] }]);
  expect(() => checkModel(createModel(live))).not.toThrow();
});

test("two transposes become one", () => {
  const { graph } = eliminateNoOps(
    build((builder, x) => transposed(builder, transposed(builder, x, [1, 0, 2]), [0, 2, 1])),
  );
  expect(eliminateDeadNodes(graph).graph.nodes).toMatchObject([
    { opType: "Transpose", inputs: ["x"], attributes: { perm: { value: [1, 2, 0] } } },
    { opType: "Tanh" },
  ]);
});

test("what moves values, changes a shape or names an output stays", () => {
  const builder = new GraphBuilder("g");
  const x = builder.input("x", "float32", ["batch", 3]);
  builder.output(builder.op("Reshape", [transposed(builder, x, [1, 0]), builder.constant([-1])]), "flat");
  builder.output(x, "same");
  const graph = builder.build();
  expect(eliminateNoOps(graph)).toEqual({ graph, changed: false });
});

test("a dropout that trains, or whose mask is read, stays; so does a cast to another type", () => {
  const builder = new GraphBuilder("g");
  const x = builder.input("x", "float32", [2]);
  const training = builder.initializer("training", Uint8Array.of(1), [], "bool");
  const types = [x.type!, { dataType: "bool", shape: [2] }] as const;
  const dropped = builder.op("Dropout", [x, undefined, training], {}, { types });
  const masked = builder.op("Dropout", [dropped], {}, { outputs: 2, types });
  const whole = builder.op("Cast", [masked[0]], { to: 6 });
  builder.output(builder.op("Cast", [whole], { to: 1 }), "y");
  builder.output(masked[1]!, "mask");
  const graph = builder.build();
  expect(eliminateNoOps(graph)).toEqual({ graph, changed: false });
});
