import { expect, test } from "vitest";
import { int } from "../attribute.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Value } from "../graph.ts";
import { buildGraph, expectEqualGraphs, noise, operatorsOf } from "../testing/run-graph.ts";
import { foldBatchNormalization } from "./fold-batch-normalization.ts";

interface Statistics {
  readonly mean?: number;
  readonly variance?: number;
  readonly gain?: number;
  readonly training?: 1;
}

function normalized(
  builder: GraphBuilder,
  x: Value,
  channels: number,
  { mean = 0, variance = 1, gain = 1, training }: Statistics = {},
): Value {
  const parameter = (name: string, seed: number, scale: number, offset: number) =>
    builder.initializer(
      name,
      noise(channels, seed).map((value) => value * scale + offset),
    );
  const inputs = [
    x,
    parameter("gamma", 2, gain, 0.5),
    parameter("beta", 3, 1, 0),
    parameter("mean", 4, 1, mean),
    parameter("variance", 5, 0.5 * variance, variance),
  ];
  return builder.op("BatchNormalization", inputs, {
    epsilon: 1e-3,
    ...(training && { training_mode: training }),
  });
}

type Layer = (builder: GraphBuilder) => Value;

const image = (builder: GraphBuilder, channels: number) =>
  builder.input("x", "float32", ["batch", channels, 5, 4]);
const weights = (builder: GraphBuilder, ...dims: number[]) =>
  builder.initializer("w", noise(dims.reduce((a, b) => a * b)), dims);
const bias = (builder: GraphBuilder, ...dims: number[]) =>
  builder.initializer(
    "b",
    noise(
      dims.reduce((a, b) => a * b, 1),
      6,
    ),
    dims,
  );
const table = (builder: GraphBuilder) => builder.input("x", "float32", ["batch", 6]);

const conv: Layer = (builder) =>
  builder.op("Conv", [image(builder, 3), weights(builder, 4, 3, 2, 2), bias(builder, 4)]);

const layers: readonly [string, Layer, number][] = [
  ["a convolution", conv, 4],
  [
    "a grouped convolution without bias",
    (builder) => builder.op("Conv", [image(builder, 4), weights(builder, 6, 2, 3, 3)], { group: 2 }),
    6,
  ],
  [
    "a grouped transposed convolution",
    (builder) =>
      builder.op(
        "ConvTranspose",
        [image(builder, 4), weights(builder, 4, 3, 2, 2), bias(builder, 6)],
        { group: int(2) },
        {
          types: [{ dataType: "float32", shape: ["batch", 6, 6, 5] }],
        },
      ),
    6,
  ],
  [
    "a Gemm with factors",
    (builder) =>
      builder.op("Gemm", [table(builder), weights(builder, 6, 5), bias(builder, 1, 5)], {
        alpha: 0.5,
        beta: 2,
      }),
    5,
  ],
  [
    "a Gemm of a transposed matrix and one bias",
    (builder) => builder.op("Gemm", [table(builder), weights(builder, 5, 6), bias(builder)], { transB: 1 }),
    5,
  ],
  ["a Gemm without bias", (builder) => builder.op("Gemm", [table(builder), weights(builder, 6, 5)]), 5],
  ["a product of matrices", (builder) => builder.op("MatMul", [table(builder), weights(builder, 6, 5)]), 5],
];

test.each(layers)("%s takes the normalization in", async (_, layer, channels) => {
  const graph = buildGraph((builder) => {
    builder.output(builder.op("Relu", [normalized(builder, layer(builder), channels)]), "y");
  });
  const { graph: folded, changed } = foldBatchNormalization(graph);
  expect(changed).toBe(true);
  expect(operatorsOf(folded)).toEqual([operatorsOf(graph)[0]!.replace("MatMul", "Gemm"), "Relu"]);
  await expectEqualGraphs(graph, folded, 2e-6);
  expect(foldBatchNormalization(folded)).toEqual({ graph: folded, changed: false });
});

test("a normalization that is an output gives its name to the layer", async () => {
  const graph = buildGraph((builder) => void builder.output(normalized(builder, conv(builder), 4), "y"));
  const { graph: folded } = foldBatchNormalization(graph);
  expect(folded.nodes).toMatchObject([
    { opType: "Conv", outputs: ["y"], inputs: ["x", "w/folded", "Conv/bias/folded"] },
  ]);
  await expectEqualGraphs(graph, folded, 2e-6);
});

test.each<[string, (builder: GraphBuilder) => Value]>([
  [
    "whose layer something else reads",
    (builder) => {
      const x = conv(builder);
      builder.output(builder.op("Neg", [x]), "z");
      return normalized(builder, x, 4);
    },
  ],
  [
    "of a shared layer's weights",
    (builder) => {
      const kernel = weights(builder, 4, 3, 2, 2);
      const [x, z] = ["x", "z"].map((name) =>
        builder.op("Conv", [builder.input(name, "float32", ["batch", 3, 5, 4]), kernel]),
      );
      builder.output(z!, "other");
      return normalized(builder, x!, 4);
    },
  ],
  [
    "of weights that are computed",
    (builder) =>
      normalized(builder, builder.op("MatMul", [table(builder), builder.input("w", "float32", [6, 5])]), 5),
  ],
  ["with a mean far from the bias", (builder) => normalized(builder, conv(builder), 4, { mean: 1e3 })],
  [
    "with a mean subtracted first",
    (builder) => {
      const mean = builder.initializer("mean", new Float32Array(4).fill(1e3), [4, 1, 1]);
      return normalized(builder, builder.op("Sub", [conv(builder), mean]), 4);
    },
  ],
  ["that trains", (builder) => normalized(builder, conv(builder), 4, { training: 1 })],
  [
    "of another axis",
    (builder) => {
      const x = builder.input("x", "float32", ["batch", 5, 6]);
      return normalized(builder, builder.op("MatMul", [x, weights(builder, 6, 5)]), 5);
    },
  ],
  [
    "that gives more than float32 holds",
    (builder) => normalized(builder, conv(builder), 4, { gain: 3e38, variance: 0.05 }),
  ],
])("a normalization %s stays", (_, make) => {
  const graph = buildGraph((builder) => void builder.output(make(builder), "y"));
  expect(foldBatchNormalization(graph)).toEqual({ graph, changed: false });
});
