import { createModel, dataTypeCode, encodeModel, GraphBuilder } from "@polyhead/onnx";
import { load } from "@polyhead/runtime";
import {
  binary,
  categorical,
  classification,
  count,
  dates,
  image,
  MANIFEST_KEY,
  multiLabel,
  numeric,
  ordinal,
  regression,
  tagging,
  text,
  type FittedInput,
  type FittedTask,
  type Manifest,
} from "@polyhead/spec";
import { expect, test } from "vitest";
import { modelMetadata } from "./model-metadata.ts";

const one = { normalizer: { mean: [0], std: [1] } };
const two = { normalizer: { mean: [0, 0], std: [1, 1] } };

const inputs: Readonly<Record<string, FittedInput>> = {
  query: { ...text({ maxLength: 9 }), vocabulary: ["a"], merges: [] },
  size: { ...numeric({ columns: ["width", "height"], missing: "mean" }), ...two },
  person: { ...categorical({ columns: ["job", "town"] }), vocabularies: [["cook"], ["Rome"]] },
  start: { ...dates({ columns: ["day"], parts: ["year"] }), ...one },
  picture: { ...image({ height: 1, width: 2, channels: 1 }), ...one },
};

const tasks: Readonly<Record<string, FittedTask>> = {
  sick: binary({ positive: "sick", negative: "well" }),
  side: classification({ classes: ["left", "right"] }),
  tags: multiLabel({ labels: ["low", "near", "red"] }),
  grade: ordinal({ levels: ["poor", "good"] }),
  visits: { ...count(), mean: 1, deviance: 1 },
  height: { ...regression({ unit: "m" }), ...one },
  price: { ...regression({ loss: "quantile" }), ...one },
  wind: { ...regression({ names: ["east", "north"], loss: "gaussian" }), ...two },
  slots: tagging({ entities: ["city"] }),
};

/** A graph of these inputs and outputs: every output is the same sum, as often as its shape has numbers. */
function everyKind(): Uint8Array {
  const graph = new GraphBuilder("every-kind");
  const query = graph.input("query", "int32", ["batch", "query_length"]);
  const size = graph.input("size", "float32", ["batch", 2]);
  graph.input("person", "int32", ["batch", 2]);
  graph.input("start", "float32", ["batch", 1]);
  graph.input("picture", "float32", ["batch", 1, 2, 1]);
  const sum = graph.op("ReduceSum", [size, graph.constant([1])], { keepdims: 1 }); // [batch, 1]
  const sizes = { sick: 0, side: 2, tags: 3, grade: 2, visits: 0, height: 0, price: 3 };
  for (const [name, width] of Object.entries(sizes)) {
    const dims = graph.constant(width === 0 ? [-1] : [-1, width]);
    const ones = graph.initializer(`${name}/ones`, new Float32Array(width || 1).fill(1), [1, width || 1]);
    graph.output(graph.op("Reshape", [graph.op("MatMul", [sum, ones]), dims]), name);
  }
  const four = graph.initializer("four", new Float32Array(4).fill(1), [1, 4]);
  graph.output(graph.op("Reshape", [graph.op("MatMul", [sum, four]), graph.constant([-1, 2, 2])]), "wind");
  const places = graph.op("Cast", [query], { to: dataTypeCode("float32") });
  const column = graph.op("Unsqueeze", [places, graph.constant([2])]);
  const three = graph.initializer("three", new Float32Array(3).fill(1), [1, 3]);
  graph.output(graph.op("MatMul", [column, three]), "slots");
  const manifest: Manifest = {
    version: 1,
    name: "every-kind",
    producer: { name: "polyhead", version: "0.1.0" },
    inputs,
    tasks,
  };
  return encodeModel(createModel(graph.build(), { metadata: { [MANIFEST_KEY]: JSON.stringify(manifest) } }));
}

test("says of every kind of input what to send, and of every kind of task what its numbers are", async () => {
  await using model = await load(everyKind(), { device: "cpu" });
  const metadata = modelMetadata("every-kind", model);
  expect(metadata.inputs).toEqual([
    { name: "query", datatype: "BYTES", shape: [-1], parameters: { kind: "text", max_length: 9 } },
    {
      name: "size",
      datatype: "FP32",
      shape: [-1, 2],
      parameters: { kind: "numeric", columns: ["width", "height"], missing: "mean" },
    },
    {
      name: "person",
      datatype: "BYTES",
      shape: [-1, 2],
      parameters: { kind: "categorical", columns: ["job", "town"] },
    },
    { name: "start", datatype: "BYTES", shape: [-1, 1], parameters: { kind: "dates", columns: ["day"] } },
    { name: "picture", datatype: "FP32", shape: [-1, 1, 2, 1], parameters: { kind: "image" } },
  ]);
  expect(Object.fromEntries(metadata.outputs.map(({ name, parameters }) => [name, parameters]))).toEqual({
    sick: { kind: "binary", positive: "sick", negative: "well" },
    side: { kind: "classification", classes: ["left", "right"] },
    tags: { kind: "multiLabel", labels: ["low", "near", "red"] },
    grade: { kind: "ordinal", levels: ["poor", "good"] },
    visits: { kind: "count" },
    height: { kind: "regression", unit: "m" },
    price: { kind: "regression", quantiles: [0.05, 0.5, 0.95] },
    wind: { kind: "regression", names: ["east", "north"], figures: ["mean", "standard deviation"] },
    slots: { kind: "tagging", tags: ["O", "B-city", "I-city"] },
  });
  expect(metadata.outputs.map(({ shape }) => shape)).toEqual([
    [-1],
    [-1, 2],
    [-1, 3],
    [-1, 2],
    [-1],
    [-1],
    [-1, 3],
    [-1, 2, 2],
    [-1, -1, 3],
  ]);
});
