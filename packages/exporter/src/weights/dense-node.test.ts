import { createModel, GraphBuilder, type Model, type OpAttributes } from "@polyhead/onnx";
import { describe, expect, test } from "vitest";
import { deviation, expectTyped, noise, weightBytes } from "../testing/weights.ts";
import { quantizeInt4, RUNTIME_DOMAIN } from "./int4-blocks.ts";
import { quantizeDynamic } from "./int8-dynamic.ts";

/** One product of 72 by 24 weights: column 0 a thousand times smaller, others around −1, 0 and 1. */
function product(
  opType: "MatMul" | "Gemm",
  attributes: OpAttributes = {},
  bias = false,
  leading: number[] = [],
): Model {
  const builder = new GraphBuilder("product");
  const transposed = attributes["transB"] === 1;
  const at = (row: number, column: number) =>
    column === 0 ? Math.sin(row) / 1000 : Math.sin(row * 24 + column * 7) + (column % 3) - 1;
  const data = Float32Array.from({ length: 72 * 24 }, (_, index) =>
    transposed ? at(index % 72, Math.floor(index / 72)) : at(Math.floor(index / 24), index % 24),
  );
  const x = builder.input("x", "float32", ["batch", ...leading, 72]);
  const weights = builder.initializer("weights", data, transposed ? [24, 72] : [72, 24]);
  const y = builder.op(
    opType,
    [x, weights, bias ? builder.initializer("bias", noise(24).data) : undefined].filter(
      (v) => v !== undefined,
    ),
    attributes,
  );
  const columns = builder.op(
    "Split",
    [y, builder.constant([1, 23])],
    { axis: { type: "int", value: -1 } as const },
    {
      outputs: 2,
      types: [1, 23].map((length) => ({
        dataType: "float32" as const,
        shape: ["batch", ...leading, length],
      })),
    },
  );
  for (const [index, value] of columns.entries()) builder.output(value, ["small", "large"][index] ?? "");
  return createModel(builder.build());
}

const forms: readonly [string, Model, number[]][] = [
  ["MatMul", product("MatMul"), []],
  ["MatMul of a sequence", product("MatMul", {}, false, [3]), [3]],
  ["Gemm", product("Gemm"), []],
  ["Gemm with bias", product("Gemm", {}, true), []],
  ["Gemm of transposed weights", product("Gemm", { transB: 1 }, true), []],
];

describe.each([
  { bits: 8, quantize: quantizeDynamic, opType: "MatMulInteger", share: 0.02, size: 0.3 },
  { bits: 4, quantize: quantizeInt4, opType: "MatMulNBits", share: 0.1, size: 0.27 },
])("$bits-bit dense layers", ({ quantize, opType, share, size }) => {
  const quantized = (model: Model): Model => ({
    ...model,
    graph: quantize(model.graph),
    customOpsets: { [RUNTIME_DOMAIN]: 1 },
  });

  test.each(forms)("%s gives nearly the same, small columns too", async (_, model, leading) => {
    const smaller = quantized(model);
    expect(smaller.graph.nodes.filter((node) => node.opType === opType)).toHaveLength(1);
    expectTyped(smaller.graph);
    expect(await deviation(model, smaller, { x: noise(5, ...leading, 72) })).toBeLessThan(share);
  });

  test("weights take a fraction of the bytes", () => {
    const { graph } = product("MatMul");
    expect(weightBytes(quantize(graph))).toBeLessThan(size * weightBytes(graph));
  });

  test.each([
    ["scaled", product("Gemm", { alpha: 0.5 })],
    ["of a bias that is scaled", product("Gemm", { beta: 2 }, true)],
  ])("a Gemm that is %s is left alone", (_, model) => {
    expect(quantize(model.graph).nodes).toEqual(model.graph.nodes);
  });

  test("columns of nothing but zeros stay zero", async () => {
    const { graph, ...rest } = product("MatMul");
    const initializers = graph.initializers.map((tensor) =>
      tensor.name === "weights"
        ? { ...tensor, data: new Float32Array(1728).fill(1).fill(0, 0, 24 * 71) }
        : tensor,
    );
    const model = { ...rest, graph: { ...graph, initializers } };
    expect(await deviation(model, quantized(model), { x: noise(2, 72) })).toBeLessThan(share);
  });
});

test("layers of one value quantize it once", () => {
  const builder = new GraphBuilder("heads");
  const x = builder.input("x", "float32", ["batch", 32]);
  for (const name of ["a", "b"])
    builder.output(
      builder.op("MatMul", [x, builder.initializer(name, noise(32, 10).data, [32, 10])]),
      `${name}_out`,
    );
  const { nodes } = quantizeDynamic(builder.build());
  expect(nodes.filter(({ opType }) => opType === "DynamicQuantizeLinear")).toHaveLength(1);
});
