import { InferenceSession, Tensor } from "onnxruntime-node";
import { createModel, encodeModel, GraphBuilder } from "@polyhead/onnx";
import { expect, test } from "vitest";
import { nativeRuntime } from "./runtime.ts";
import { newGraph, NativeSession } from "./session.ts";

const runtime = nativeRuntime();
const x = { type: "float32", data: Float32Array.of(1, -2, 3), dims: [3], location: "cpu" } as const;

function absolute(): NativeSession {
  const builder = newGraph("absolute");
  const input = builder.input("x", "float32", [3]);
  builder.output(builder.op("Abs", [input]), "y");
  builder.output(builder.op("Neg", [input]), "z");
  return new NativeSession(runtime, builder);
}

test("writes into the arrays given", () => {
  const session = absolute();
  const [y, z] = [new Float32Array(3), new Float32Array(3)];
  expect(session.write({ x }, { y: { ...x, data: y }, z: { ...x, data: z } })).toBe(true);
  expect([[...y], [...z]]).toEqual([
    [1, 2, 3],
    [-1, 2, -3],
  ]);
  session.dispose();
});

test("hands out outputs by name", () => {
  const session = absolute();
  const { y, z } = session.read({ x }, ["y", "z"]);
  expect([[...y!.data], [...z!.data]]).toEqual([
    [1, 2, 3],
    [-1, 2, -3],
  ]);
  session.dispose();
});

test("an error of ONNX Runtime is thrown, and the next run is not disturbed", () => {
  const session = absolute();
  const wrong = { ...x, dims: [1, 3] };
  expect(() => session.write({ x: wrong }, { y: { ...x, data: new Float32Array(3) } })).toThrow(
    expect.objectContaining({ code: "inference-failed" }),
  );
  expect([...session.read({ x }, ["y"])["y"]!.data]).toEqual([1, 2, 3]);
  session.dispose();
});

test("a graph that ONNX Runtime does not know is refused", () => {
  const builder = newGraph("unknown");
  builder.output(builder.op("Unheard", [builder.input("x", "float32", [3])]), "y");
  expect(() => new NativeSession(runtime, builder)).toThrow(/Graph "unknown" does not load/);
});

test("onnxruntime-node works beside it", async () => {
  const builder = new GraphBuilder("beside");
  builder.output(builder.op("Neg", [builder.input("x", "float32", [3])]), "y");
  const session = await InferenceSession.create(encodeModel(createModel(builder.build())));
  const { y } = await session.run({ x: new Tensor("float32", x.data, [3]) });
  expect(y).toBeInstanceOf(Tensor);
  expect([...(y!.data as Float32Array)]).toEqual([-1, 2, -3]);
  await session.release();
});
