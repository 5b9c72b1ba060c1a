import { checkModel, encodeModel, type Graph, type Model } from "@polyhead/onnx";
import { expect } from "vitest";
import { onnxOutputs, openModel, type Feeds } from "../parity/onnx-outputs.ts";

/** Runs a graph in ONNX Runtime, once the checker has passed it. */
export async function run(model: Model, feeds: Feeds): Promise<ReadonlyMap<string, Float32Array>> {
  checkModel(model);
  const session = await openModel(encodeModel(model), "cpu");
  try {
    return await onnxOutputs(session, feeds);
  } finally {
    await session.release();
  }
}

/** The largest difference that a change makes to an output, as a share of that output's largest number. */
export async function deviation(original: Model, changed: Model, feeds: Feeds): Promise<number> {
  const outputs = await run(changed, feeds);
  const shares = Array.from(await run(original, feeds), ([name, expected]) => {
    const actual = outputs.get(name) ?? new Float32Array();
    const errors = expected.map((value, index) => Math.abs((actual[index] ?? Number.NaN) - value));
    return Math.max(...errors) / Math.max(...expected.map(Math.abs));
  });
  return Math.max(...shares);
}

/** Every value that a node makes has a type, as in every exported graph. */
export function expectTyped({ nodes, outputs, valueInfo = [] }: Graph): void {
  const typed = new Set([...outputs, ...valueInfo].filter(({ type }) => type).map(({ name }) => name));
  expect(nodes.flatMap((node) => node.outputs).filter((name) => !typed.has(name))).toEqual([]);
}

/** Numbers in −1 … 1 that look random. */
export function noise(...shape: number[]): Feeds[string] {
  const length = shape.reduce((product, dim) => product * dim, 1);
  return { data: Float32Array.from({ length }, (_, index) => Math.sin(index * index + index)), shape };
}

/** How many bytes a graph's initializers take. */
export function weightBytes({ initializers }: Graph): number {
  return initializers.reduce((sum, { data }) => sum + ("byteLength" in data ? data.byteLength : 0), 0);
}
