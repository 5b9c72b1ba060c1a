import { expect, test } from "vitest";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Graph, Value } from "../graph.ts";
import { buildGraph, expectEqualGraphs, noise, operatorsOf } from "../testing/run-graph.ts";
import { fuseBiases } from "./fuse-biases.ts";

type Build = (builder: GraphBuilder) => Value;

const graphOf = (build: Build): Graph => buildGraph((builder) => builder.output(build(builder), "y"));

const weights = (builder: GraphBuilder, ...dims: number[]): Value =>
  builder.initializer("w", noise(dims.reduce((a, b) => a * b)), dims);
const bias = (builder: GraphBuilder, ...dims: number[]): Value =>
  builder.initializer(
    "b",
    noise(
      dims.reduce((a, b) => a * b, 1),
      6,
    ),
    dims,
  );
const rows = (builder: GraphBuilder): Value =>
  builder.op("Gemm", [builder.input("x", "float32", [6, 3]), weights(builder, 3, 4)]);
const image = (builder: GraphBuilder): Value =>
  builder.op("Conv", [builder.input("x", "float32", [2, 3, 5, 4]), weights(builder, 4, 3, 2, 2)]);
const reshape = (builder: GraphBuilder, value: Value, ...shape: number[]): Value =>
  builder.op("Reshape", [value, builder.constant(shape)]);

test.each<[string, Build, readonly string[]]>([
  ["a product", (builder) => builder.op("Add", [rows(builder), bias(builder, 4)]), ["Gemm"]],
  ["a product, first", (builder) => builder.op("Add", [bias(builder, 4), rows(builder)]), ["Gemm"]],
  [
    "a product, across reshapes of both",
    (builder) => {
      const value = reshape(builder, reshape(builder, rows(builder), 2, 1, 3, 4), 2, 3, 4);
      return builder.op("Relu", [builder.op("Add", [value, reshape(builder, bias(builder, 4), 1, 1, 4)])]);
    },
    ["Gemm", "Reshape", "Reshape", "Reshape", "Relu"],
  ],
  [
    "a product, where it was computed before",
    (builder) => {
      const computed = builder.op("Relu", [bias(builder, 4)]);
      return builder.op("Add", [rows(builder), computed]);
    },
    ["Relu", "Gemm"],
  ],
  [
    "a convolution",
    (builder) => builder.op("Add", [image(builder), reshape(builder, bias(builder, 4), 4, 1, 1)]),
    ["Reshape", "Conv"],
  ],
])("a bias becomes an input of %s", async (_, build, operators) => {
  const before = graphOf(build);
  const { graph, changed } = fuseBiases(before);
  expect(changed).toBe(true);
  expect(operatorsOf(graph).toSorted()).toEqual(operators.toSorted());
  await expectEqualGraphs(before, graph, 1e-6);
});

test.each<[string, Build]>([
  [
    "there is one already",
    (builder) =>
      builder.op("Add", [
        builder.op("Gemm", [rows(builder), weights(builder, 4, 4), bias(builder, 4)]),
        bias(builder, 4),
      ]),
  ],
  [
    "it is computed later",
    (builder) => builder.op("Add", [rows(builder), builder.op("Relu", [bias(builder, 4)])]),
  ],
  [
    "types are not known",
    (builder) =>
      builder.op("Add", [builder.op("Odd", [rows(builder)], {}, { domain: "other" }), bias(builder, 4)]),
  ],
  ["it is one number a row", (builder) => builder.op("Add", [rows(builder), bias(builder, 6, 1)])],
  ["it makes the product larger", (builder) => builder.op("Add", [rows(builder), bias(builder, 2, 1, 1)])],
  [
    "the product is read besides",
    (builder) => {
      const value = rows(builder);
      return builder.op("Mul", [builder.op("Add", [value, bias(builder, 4)]), value]);
    },
  ],
  [
    "a reshape mixes columns",
    (builder) => builder.op("Add", [reshape(builder, rows(builder), 8, 3), bias(builder, 3)]),
  ],
  [
    "it is along the last axis of an image",
    (builder) => builder.op("Add", [image(builder), bias(builder, 3)]),
  ],
])("nothing changes where %s", (_, build) => {
  const graph = graphOf(build);
  expect(fuseBiases(graph)).toEqual({ graph, changed: false });
});
