import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Graph } from "../graph.ts";
import { encodeModel } from "../protobuf/write-model.ts";
import { keepPadsBeforePools } from "./keep-pads-before-pools.ts";

function paddedPool(pool: "MaxPool" | "AveragePool" | "Relu", kernel: number, value?: number): Graph {
  const builder = new GraphBuilder("pool");
  const x = builder.input("x", "float32", ["batch", 1, 3]);
  const fill = value === undefined ? undefined : builder.initializer("fill", Float32Array.of(value), []);
  const padded = builder.op("Pad", [x, builder.constant([0, 0, 1, 0, 0, 1]), fill]);
  const attributes = pool === "Relu" ? {} : { kernel_shape: [kernel] };
  builder.output(builder.op(pool, [padded], attributes), "y");
  return builder.build();
}

async function run(graph: Graph): Promise<number[]> {
  const session = await InferenceSession.create(encodeModel(createModel(graph)), { logSeverityLevel: 4 });
  const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(-1, -2, -3), [1, 1, 3]) });
  await session.release();
  return Array.from(y!.data as Float32Array);
}

test.each([
  ["MaxPool", 2, undefined, [0, -1, -2, 0]],
  ["MaxPool", 2, 0, [0, -1, -2, 0]],
  ["MaxPool", 1, undefined, [0, -1, -2, -3, 0]],
  ["AveragePool", 2, undefined, [-0.5, -1.5, -2.5, -1.5]],
  ["AveragePool", 1, 0, [0, -1, -2, -3, 0]],
] as const)("%s of %i keeps the zeros before it, given as %s", async (pool, kernel, value, expected) => {
  const graph = paddedPool(pool, kernel, value);
  const { graph: kept, changed } = keepPadsBeforePools(graph);
  expect(changed).toBe(true);
  expect(() => checkModel(createModel(kept))).not.toThrow();
  const actual = await run(kept);
  expect(actual).toHaveLength(expected.length);
  for (const [index, number] of expected.entries()) expect(actual[index]).toBeCloseTo(number, 40);
  expect(keepPadsBeforePools(kept)).toEqual({ graph: kept, changed: false });
});

test("ONNX Runtime still takes zeros for the padding of MaxPool, or this pass can go", async () => {
  expect(await run(paddedPool("MaxPool", 2))).toEqual([-1, -1, -2, -3]);
});

test.each([
  ["MaxPool", 2, 1],
  ["Relu", 0, 0],
] as const)("a Pad before %s of %i with %i stays as it is", (pool, kernel, value) => {
  const graph = paddedPool(pool, kernel, value);
  expect(keepPadsBeforePools(graph)).toEqual({ graph, changed: false });
});
