import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect } from "vitest";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Graph } from "../graph.ts";
import { encodeModel } from "../protobuf/write-model.ts";
import { elementCount } from "../tensor.ts";

export function buildGraph(fill: (graph: GraphBuilder) => void): Graph {
  const graph = new GraphBuilder("g");
  fill(graph);
  return graph.build();
}

/** `length` numbers from −1 to 1 without a pattern that a mistaken order would keep; the same each time. */
export function noise(length: number, seed = 1): Float32Array {
  return Float32Array.from({ length }, (_, at) => ((((at + 1) * 7919 * seed) % 1009) / 1009) * 2 - 1);
}

/** Runs a graph as it stands, without ONNX Runtime's own optimizations, on noise; symbolic lengths are `batch`. */
export async function runGraph(graph: Graph, batch = 3): Promise<Readonly<Record<string, Tensor>>> {
  const session = await InferenceSession.create(encodeModel(createModel(graph)), {
    graphOptimizationLevel: "disabled",
    logSeverityLevel: 4,
  });
  const feeds = graph.inputs.map(({ name, type }, index) => {
    const dims = (type?.shape ?? []).map((length) => (typeof length === "number" ? length : batch));
    return [name, new Tensor("float32", noise(elementCount(dims), index + 1), dims)];
  });
  try {
    return await session.run(Object.fromEntries(feeds));
  } finally {
    await session.release();
  }
}

/** Both graphs are whole, every value is typed, and ONNX Runtime gives the same outputs but for `tolerance`. */
export async function expectEqualGraphs(before: Graph, after: Graph, tolerance = 0): Promise<void> {
  checkModel(createModel(after));
  const typed = new Set([...(after.valueInfo ?? []), ...after.outputs].map(({ name }) => name));
  expect(
    after.nodes.flatMap(({ outputs }) => outputs).filter((name) => name !== "" && !typed.has(name)),
  ).toEqual([]);
  expect([after.inputs, after.outputs]).toEqual([before.inputs, before.outputs]);
  const [expected, actual] = [await runGraph(before), await runGraph(after)];
  for (const [name, { dims, data }] of Object.entries(expected)) {
    expect(actual[name]?.dims).toEqual(dims);
    const difference = Math.max(
      0,
      ...Array.from(data as Float32Array, (value, at) => Math.abs(value - Number(actual[name]?.data[at]))),
    );
    expect(difference).toBeLessThanOrEqual(tolerance);
  }
}

export function operatorsOf({ nodes }: Graph): string[] {
  return nodes.map(({ opType }) => opType);
}
