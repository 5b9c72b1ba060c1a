import { expect, test } from "vitest";
import { buildGraph, expectEqualGraphs, noise } from "../testing/run-graph.ts";
import { mergeInitializers } from "./merge-initializers.ts";

test("equal weights are kept once, whatever their size", async () => {
  const graph = buildGraph((builder) => {
    let x = builder.input("x", "float32", ["batch", 70]);
    for (const name of ["a", "b", "c"])
      x = builder.op("MatMul", [x, builder.initializer(name, noise(4900), [70, 70])]);
    builder.output(x, "y");
  });
  const { graph: merged, changed } = mergeInitializers(graph);
  expect(changed).toBe(true);
  expect(merged.initializers).toEqual(graph.initializers.slice(0, 1));
  expect(merged.nodes.map(({ inputs }) => inputs[1])).toEqual(["a", "a", "a"]);
  await expectEqualGraphs(graph, merged);
  expect(mergeInitializers(merged)).toEqual({ graph: merged, changed: false });
});

test("what differs in type, dims or one bit stays apart", () => {
  const graph = buildGraph((builder) => {
    const tensors = [
      builder.initializer("zero", Float32Array.of(0, 1)),
      builder.initializer("negative zero", Float32Array.of(-0, 1)),
      builder.initializer("column", Float32Array.of(0, 1), [2, 1]),
      builder.initializer("integers", Int32Array.from(new Int32Array(Float32Array.of(0, 1).buffer))),
      builder.initializer("text", ["a", "b"]),
      builder.initializer("other text", ["a,b", ""]),
    ];
    builder.output(builder.op("Op", tensors, {}, { types: [{ dataType: "float32", shape: [] }] }), "y");
  });
  expect(mergeInitializers(graph)).toEqual({ graph, changed: false });
});

test("long weights that differ in one place stay apart", () => {
  const graph = buildGraph((builder) => {
    const tensors = [0, 1].map((value) => {
      const data = new Float32Array(100_000);
      data[77_777] = value;
      return builder.initializer("w", data);
    });
    builder.output(builder.op("Add", tensors), "y");
  });
  expect(mergeInitializers(graph).changed).toBe(false);
});

test("the same bytes are one wherever they lie in memory", () => {
  const graph = buildGraph((builder) => {
    const tensors = [0, 1].map((offset) =>
      builder.initializer("w", new Uint8Array(9).fill(7, offset).subarray(offset, offset + 8)),
    );
    builder.output(builder.op("Add", tensors), "y");
  });
  expect(mergeInitializers(graph).changed).toBe(true);
});

test("equal text is one", () => {
  const graph = buildGraph((builder) => {
    const words = ["a", "b"].map((name) => builder.initializer(name, ["word"]));
    builder.output(builder.op("Op", words, {}, { types: [{ dataType: "float32", shape: [] }] }), "y");
  });
  expect(mergeInitializers(graph).graph.nodes[0]?.inputs).toEqual(["a", "a"]);
});

test("an input's default and an output stay what they are called", () => {
  const [a, b, c] = ["a", "b", "c"].map(
    (name) => ({ name, dataType: "float32", dims: [1], data: new Float32Array(1) }) as const,
  );
  const type = { dataType: "float32", shape: [1] } as const;
  const graph = {
    name: "g",
    inputs: [{ name: "a", type }],
    outputs: [
      { name: "b", type },
      { name: "y", type },
    ],
    initializers: [a!, b!, c!],
    nodes: [{ name: "n", opType: "Add", inputs: ["a", "c"], outputs: ["y"], attributes: {} }],
  };
  expect(mergeInitializers(graph)).toEqual({ graph, changed: false });
});
