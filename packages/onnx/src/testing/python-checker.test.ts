import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createModel } from "../create-model.ts";
import type { Model } from "../graph.ts";
import { optimize } from "../passes/optimize.ts";
import { encodeModel } from "../protobuf/write-model.ts";
import { writeModelWithData } from "../protobuf/write-model-with-data.ts";
import { hasPythonOnnx, pythonRefusals } from "./python-checker.ts";
import { buildGraph, noise } from "./run-graph.ts";
import { classifier } from "./sample-models.ts";

/** Every pass has something to do here. */
const channelsLast = buildGraph((builder) => {
  const image = builder.input("image", "float32", ["batch", 6, 6, 2]);
  const padded = builder.op("Pad", [image, builder.constant([0, 1, 1, 0, 0, 1, 1, 0])]);
  const kernel = builder.op("Transpose", [builder.initializer("kernel", noise(72), [3, 3, 2, 4])], {
    perm: [3, 2, 0, 1],
  });
  const conv = builder.op("Conv", [builder.op("Transpose", [padded], { perm: [0, 3, 1, 2] }), kernel]);
  const statistics = [1, 0, 0.5, 1].map((value) => builder.initializer("s", new Float32Array(4).fill(value)));
  const normalized = builder.op("BatchNormalization", [conv, ...statistics]);
  const last = builder.op("Transpose", [normalized], { perm: [0, 2, 3, 1] });
  const masked = builder.op("Concat", [last, builder.op("Identity", [last])], { axis: -1 });
  builder.output(builder.op("ReduceMean", [masked], { axes: [1, 2], keepdims: 0 }), "features");
});

/** Weights long enough to be kept beside the model. */
const large = buildGraph((builder) => {
  const x = builder.input("x", "float32", ["batch", 20]);
  builder.output(builder.op("MatMul", [x, builder.initializer("w", noise(600), [20, 30])]), "y");
});

/** A declared type that the graph contradicts. */
function mistyped(model: Model): Model {
  const outputs = [{ name: "class", type: { dataType: "float32", shape: ["batch", 6] } }] as const;
  return { ...model, graph: { ...model.graph, outputs } };
}

test.skipIf(!hasPythonOnnx)("ONNX's own checker accepts what is written, and refuses what is wrong", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "polyhead-checker-"));
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  try {
    const { model, data } = writeModelWithData(createModel(large), "weights.data");
    write("weights.data", Buffer.concat([...data]));
    const paths = [
      write("classifier.onnx", encodeModel(classifier())),
      write("external.onnx", Buffer.concat([...model])),
      write("before.onnx", encodeModel(createModel(channelsLast))),
      write("after.onnx", encodeModel(createModel(optimize(channelsLast).graph))),
      write("mistyped.onnx", encodeModel(mistyped(classifier()))),
    ];
    const refusals = pythonRefusals(paths);
    expect(refusals.slice(0, -1)).toEqual([null, null, null, null]);
    expect(refusals.at(-1)).toContain("Inferred shape and existing shape differ");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
