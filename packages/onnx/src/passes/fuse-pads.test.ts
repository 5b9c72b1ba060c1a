import { expect, test } from "vitest";
import type { OpAttributes, GraphBuilder } from "../graph-builder.ts";
import type { Graph, Value } from "../graph.ts";
import { buildGraph, expectEqualGraphs, noise, operatorsOf } from "../testing/run-graph.ts";
import { fusePads } from "./fuse-pads.ts";

const spatial = [0, 0, 1, 0, 0, 0, 2, 1];

/** x [batch, 2, 6, 5] → `before` → Pad → window → y */
function padded(
  window: (builder: GraphBuilder, x: Value) => Value,
  { pads = spatial, value = 0, before = (_: GraphBuilder, x: Value) => x, mode = "constant" } = {},
): Graph {
  return buildGraph((builder) => {
    const x = before(builder, builder.input("x", "float32", ["batch", 2, 6, 5]));
    const filler = builder.initializer("value", Float32Array.of(value), []);
    const pad = builder.op("Pad", [x, builder.constant(pads), mode === "constant" ? filler : undefined], {
      mode,
    });
    builder.output(window(builder, pad), "y");
  });
}

const conv =
  (attributes: OpAttributes = {}) =>
  (builder: GraphBuilder, x: Value) =>
    builder.op("Conv", [x, builder.initializer("w", noise(54), [3, 2, 3, 3])], attributes);
const pool =
  (opType: string, attributes: OpAttributes = {}) =>
  (builder: GraphBuilder, x: Value) =>
    builder.op(opType, [x], { kernel_shape: [3, 3], ...attributes });
const relu = (builder: GraphBuilder, x: Value) => builder.op("Relu", [x]);

test.each<[string, Graph, string[]]>([
  ["zeros before a convolution", padded(conv()), ["Conv"]],
  [
    "zeros before a convolution that pads too",
    padded(conv({ pads: [1, 1, 0, 0], strides: [2, 1] })),
    ["Conv"],
  ],
  ["zeros before a convolution that must not pad", padded(conv({ auto_pad: "VALID" })), ["Conv"]],
  ["zeros that an average leaves none of out", padded(pool("AveragePool")), ["AveragePool"]],
  [
    "zeros that an average counts",
    padded(pool("AveragePool", { pads: [0, 1, 0, 1], count_include_pad: 1 })),
    ["AveragePool"],
  ],
  [
    "zeros that are below no element of a maximum",
    padded(pool("MaxPool"), { before: relu }),
    ["Relu", "MaxPool"],
  ],
  ["−∞ before a maximum", padded(pool("MaxPool", { strides: [2, 2] }), { value: -Infinity }), ["MaxPool"]],
])("%s go into the window", async (_, graph, operators) => {
  const { graph: fused, changed } = fusePads(graph);
  expect(changed).toBe(true);
  expect(operatorsOf(fused)).toEqual(operators);
  await expectEqualGraphs(graph, fused, 1e-6);
  expect(fusePads(fused)).toEqual({ graph: fused, changed: false });
});

test.each<[string, Graph]>([
  ["ones", padded(conv(), { value: 1 })],
  ["reflections", padded(conv(), { mode: "reflect" })],
  ["cropping", padded(conv(), { pads: [0, 0, -1, 0, 0, 0, 1, 0] })],
  ["pads of channels", padded(pool("AveragePool"), { pads: [0, 1, 0, 0, 0, 0, 0, 0] })],
  ["zeros before a convolution that pads by itself", padded(conv({ auto_pad: "SAME_UPPER" }))],
  [
    "zeros that an average counts beside padding that it does not",
    padded(pool("AveragePool", { pads: [1, 1, 1, 1] })),
  ],
  ["zeros that may be above the maximum", padded(pool("MaxPool"))],
  ["zeros as long as the window of a pool", padded(pool("AveragePool"), { pads: [0, 0, 3, 0, 0, 0, 0, 0] })],
  ["zeros of a pool that rounds up", padded(pool("AveragePool", { ceil_mode: 1 }))],
])("%s stay", (_, graph) => {
  expect(fusePads(graph)).toEqual({ graph, changed: false });
});

test("a pad that something else reads stays", () => {
  const graph = padded((builder, x) => {
    builder.output(builder.op("Neg", [x]), "other");
    return conv()(builder, x);
  });
  expect(fusePads(graph).changed).toBe(false);
});
