import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { int } from "../attribute.ts";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Graph } from "../graph.ts";
import { encodeModel } from "../protobuf/write-model.ts";
import { padConvolutionChannels } from "./pad-convolution-channels.ts";

interface Convolution {
  readonly channels: number;
  readonly filters: number;
  readonly kernel?: readonly number[];
  readonly group?: number;
}

const waves = (length: number): Float32Array => Float32Array.from({ length }, (_, at) => Math.sin(at * 7.1));

function convolution({ channels, filters, kernel = [3, 3], group = 1 }: Convolution): Graph {
  const builder = new GraphBuilder("convolution");
  const dims = [filters, channels / group, ...kernel];
  const filter = builder.initializer("filter", waves(dims.reduce((count, length) => count * length)), dims);
  const bias = builder.initializer("bias", waves(filters));
  const x = builder.input("x", "float32", ["batch", channels, ...kernel.map(() => 5)]);
  builder.output(builder.op("Conv", [x, filter, bias], { group: int(group) }), "y");
  return builder.build();
}

async function run(graph: Graph, { channels, kernel = [3, 3] }: Convolution): Promise<Float32Array> {
  const session = await InferenceSession.create(encodeModel(createModel(graph)));
  const dims = [2, channels, ...kernel.map(() => 5)];
  const x = new Tensor("float32", waves(dims.reduce((count, length) => count * length)), dims);
  const { y } = await session.run({ x });
  await session.release();
  return y!.data as Float32Array;
}

test.each<Convolution>([
  { channels: 6, filters: 8 },
  { channels: 9, filters: 4, kernel: [3] },
  { channels: 15, filters: 4, kernel: [1, 2] },
])("$channels channels to $filters are padded, and give the same", async (shape) => {
  const graph = convolution(shape);
  const { graph: padded, changed } = padConvolutionChannels(graph);
  expect(changed).toBe(true);
  expect(padded.nodes.map(({ opType }) => opType)).toEqual(["Pad", "Pad", "Conv"]);
  expect(() => checkModel(createModel(padded))).not.toThrow();
  const [expected, actual] = [await run(graph, shape), await run(padded, shape)];
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 4);
  expect(padConvolutionChannels(padded)).toEqual({ graph: padded, changed: false });
});

test.each<Convolution>([
  { channels: 3, filters: 8 },
  { channels: 12, filters: 8 },
  { channels: 10, filters: 8 },
  { channels: 6, filters: 6 },
  { channels: 6, filters: 8, kernel: [1, 1] },
  { channels: 12, filters: 8, group: 2 },
])("$channels channels to $filters, kernel $kernel, group $group, stay", (shape) => {
  const graph = convolution(shape);
  expect(padConvolutionChannels(graph)).toEqual({ graph, changed: false });
});
