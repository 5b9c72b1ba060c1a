import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Graph, Value } from "../graph.ts";
import { encodeModel } from "../protobuf/write-model.ts";
import { createModel } from "../create-model.ts";
import { buildGraph, expectEqualGraphs, noise, operatorsOf } from "../testing/run-graph.ts";
import { optimize } from "./optimize.ts";

/** What a channels-last layer model leaves when each layer is translated by itself. */
function layerByLayer(): Graph {
  return buildGraph((builder) => {
    const turn = (x: Value, perm: readonly number[]) => builder.op("Transpose", [x], { perm });
    const zeros = () => builder.initializer("zeros", new Float32Array(4));
    const ones = () => builder.initializer("ones", new Float32Array(4).fill(1));
    let x = builder.input("image", "float32", ["batch", 6, 6, 2]);
    for (const channels of [2, 4]) {
      const kernel = builder.initializer("kernel", noise(9 * channels * 4), [3, 3, channels, 4]);
      const padded = builder.op("Pad", [x, builder.constant([0, 1, 1, 0, 0, 1, 1, 0])]);
      const conv = builder.op("Conv", [turn(padded, [0, 3, 1, 2]), turn(kernel, [3, 2, 0, 1])]);
      const statistics = [ones(), zeros(), builder.initializer("mean", noise(4, 3)), ones()];
      const normalized = turn(builder.op("BatchNormalization", [conv, ...statistics]), [0, 2, 3, 1]);
      x = builder.op("Dropout", [builder.op("Relu", [normalized])], {}, { types: [normalized.type!] });
    }
    builder.output(builder.op("ReduceMean", [x], { axes: [1, 2], keepdims: 0 }), "features");
  });
}

test("layers that were translated one by one become the graph that a person would write", async () => {
  const graph = layerByLayer();
  const { graph: optimized, changed } = optimize(graph);
  expect(changed).toBe(true);
  expect(operatorsOf(optimized)).toEqual(["Transpose", "Conv", "Relu", "Conv", "Relu", "ReduceMean"]);
  // Two kernels, and one bias for both.
  expect(optimized.initializers).toHaveLength(3);
  await expectEqualGraphs(graph, optimized, 1e-5);
  expect(optimize(optimized)).toEqual({ graph: optimized, changed: false });
});

test("the same graph gives the same bytes", () => {
  const bytes = () => encodeModel(createModel(optimize(layerByLayer()).graph));
  expect(bytes()).toEqual(bytes());
});

type Step = (builder: GraphBuilder, values: readonly Value[]) => Value | undefined;

const lengthsOf = ({ type }: Value): number[] => (type?.shape ?? []).map(Number);

/** One node on values drawn so far, all of four axes; undefined where the draw does not fit. */
const steps: fc.Arbitrary<Step> = fc
  .record({
    pick: fc.nat(),
    other: fc.nat(),
    axis: fc.nat(3),
    perm: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
    kind: fc.nat(9),
  })
  .map(({ pick, other, axis, perm, kind }) => (builder, values) => {
    const x = values[values.length - 1 - (pick % Math.min(values.length, 3))]!;
    const y = values[other % values.length]!;
    const dims = lengthsOf(x);
    const constant = (...lengths: number[]) =>
      builder.initializer(
        "c",
        noise(
          lengths.reduce((a, b) => a * b, 1),
          pick + 1,
        ),
        lengths,
      );
    switch (kind) {
      case 0:
      case 1:
      case 2:
        return builder.op("Transpose", [x], { perm });
      case 3:
        return builder.op("Tanh", [x]);
      case 4:
        return builder.op("Mul", [
          x,
          constant(...dims.slice(axis).map((length, at) => (at === 0 ? 1 : length))),
        ]);
      case 5:
        return dims.join() === lengthsOf(y).join() ? builder.op("Sub", [x, y]) : undefined;
      case 6:
        return builder.op("Concat", [x, builder.op("Neg", [x])], { axis });
      case 7:
        return builder.op("Pad", [x, builder.constant([0, 0, other % 2, 1, 0, 0, 0, pick % 2])]);
      case 8:
        return builder.op("ReduceMax", [x], { axes: [axis], keepdims: 1 });
      default: {
        const [, channels = 1] = dims;
        const conv = builder.op("Conv", [x, constant(2, channels, 1, 1)]);
        const [gamma, beta, mean, variance] = [1, 0, 0, 1].map((value) =>
          builder.initializer("p", Float32Array.of(value + 0.5, value)),
        );
        return builder.op("BatchNormalization", [conv, gamma, beta, mean, variance]);
      }
    }
  });

test("random graphs compute what they did, with no more transposes and in a form that stays", async () => {
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 14 }), fc.nat(4), async (list, extra) => {
      const graph = buildGraph((builder) => {
        const values = [builder.input("x", "float32", [2, 3, 2, 3])];
        for (const step of list) values.push(step(builder, values) ?? values[0]!);
        builder.output(values.at(-1)!, "y");
        builder.output(builder.op("Relu", [values[extra % values.length]!]), "z");
      });
      const { graph: optimized, changed } = optimize(graph);
      const transposes = (each: Graph) => operatorsOf(each).filter((opType) => opType === "Transpose").length;
      expect(transposes(optimized)).toBeLessThanOrEqual(transposes(graph));
      await expectEqualGraphs(graph, optimized, 1e-5);
      expect(optimize(optimized).changed).toBe(false);
      if (changed) changes++;
    }),
    { numRuns: 100, seed: 1 },
  );
  expect(changes).toBeGreaterThan(50);
});
