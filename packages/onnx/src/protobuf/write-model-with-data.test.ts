import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onnx } from "onnx-proto";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createModel } from "../create-model.ts";
import type { Model } from "../graph.ts";
import { everyField } from "../testing/sample-models.ts";
import { buildGraph, noise } from "../testing/run-graph.ts";
import type { ExternalRange } from "./external-data.ts";
import { readModel } from "./read-model.ts";
import { writeModelWithData } from "./write-model-with-data.ts";

/** Two large tensors, of 1,200 and 5,200 bytes, and a small one. */
function model(): Model {
  const graph = buildGraph((builder) => {
    const x = builder.input("x", "float32", ["batch", 10]);
    const hidden = builder.op("MatMul", [x, builder.initializer("first", noise(300), [10, 30])]);
    const biased = builder.op("Add", [hidden, builder.initializer("bias", noise(30))]);
    const second = builder.initializer("second", noise(1300).subarray(100), [30, 40]);
    builder.output(builder.op("MatMul", [biased, second]), "y");
  });
  return createModel(graph, { metadata: { key: "value" } });
}

function files(written: Model = model()) {
  const { model, data } = writeModelWithData(written, "weights.data");
  return { bytes: Buffer.concat([...model]), data: Buffer.concat([...data]) };
}

const reading =
  (data: Uint8Array) =>
  ({ offset, length }: ExternalRange) =>
    data.subarray(offset, offset + length);

test("large tensors go to the second file, each to the start of a page", () => {
  const { bytes, data } = files();
  expect(data).toHaveLength(4096 + 4800);
  expect(bytes.length).toBeLessThan(1000);
  const { graph } = onnx.ModelProto.decode(bytes);
  const { DataLocation } = onnx.TensorProto;
  expect(
    graph?.initializer?.map(({ name, dataLocation, externalData, rawData }) => [
      name,
      dataLocation,
      (externalData ?? []).map(({ key, value }) => `${key}=${value}`).join(),
      rawData?.length,
    ]),
  ).toEqual([
    ["first", DataLocation.EXTERNAL, "location=weights.data,offset=0,length=1200", 0],
    ["bias", DataLocation.DEFAULT, "", 120],
    ["second", DataLocation.EXTERNAL, "location=weights.data,offset=4096,length=4800", 0],
  ]);
});

test("the same model gives the same bytes, and no weight is copied", () => {
  expect(files()).toEqual(files());
  const written = model();
  const chunks = [...writeModelWithData(written, "weights.data").data];
  const large = written.graph.initializers.filter(({ data }) => data.length > 255);
  for (const { data } of large)
    expect(chunks.filter(({ buffer }) => buffer === (data as Float32Array).buffer)).toHaveLength(1);
});

test("what was written is read back, every data type included", () => {
  for (const written of [model(), everyField]) {
    const { bytes, data } = files(written);
    expect(readModel(bytes, { externalData: reading(data) })).toEqual(written);
  }
});

test("ONNX Runtime finds the weights beside the model", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "polyhead-data-"));
  try {
    const { bytes, data } = files();
    writeFileSync(path.join(folder, "model.onnx"), bytes);
    writeFileSync(path.join(folder, "weights.data"), data);
    const session = await InferenceSession.create(path.join(folder, "model.onnx"));
    const { y } = await session.run({ x: new Tensor("float32", noise(10), [1, 10]) });
    const [first, bias, second] = model().graph.initializers.map(({ data }) => data as Float32Array);
    const hidden = Array.from({ length: 30 }, (_, column) =>
      noise(10).reduce((sum, value, row) => sum + value * first![row * 30 + column]!, bias![column]!),
    );
    const expected = hidden.reduce((sum, value, row) => sum + value * second![row * 40 + 7]!, 0);
    expect(y?.data[7]).toBeCloseTo(expected, 4);
    await session.release();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(["", ".", "..", "folder/weights.data", "..\\weights.data"])(
  'the location "%s", which is no file name, is refused',
  (location) => {
    expect(() => writeModelWithData(model(), location)).toThrow(
      expect.objectContaining({ code: "input-invalid", message: expect.stringContaining(`"${location}"`) }),
    );
  },
);

function reads(tensor: onnx.ITensorProto, entries: Readonly<Record<string, string>>) {
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  const external = { name: "w", dims: [2], dataType: 1, ...tensor, dataLocation: 1, externalData };
  const graph = { initializer: [external] };
  const bytes = onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ version: 17 }], graph }).finish();
  return readModel(bytes, { externalData: reading(new Uint8Array(16)) });
}

test("an offset and a length may be left out", () => {
  expect(reads({}, { location: "folder/w" }).graph.initializers[0]?.data).toEqual(new Float32Array(2));
});

test.each<[string, onnx.ITensorProto, Readonly<Record<string, string>>, string]>([
  ["no location", {}, {}, 'Received the location ""'],
  ["a location above the model", {}, { location: "a/../../w" }, '"a/../../w"'],
  ["a location from the root", {}, { location: "/etc/passwd" }, '"/etc/passwd"'],
  ["a location on a drive", {}, { location: "C:\\w" }, '"C:\\w"'],
  [
    "a negative offset",
    {},
    { location: "w", offset: "-4" },
    'the offset of its data must be an integer of 0 or more. Received "-4"',
  ],
  [
    "another length than the dims ask for",
    {},
    { location: "w", length: "12" },
    "its dims ask for 8 bytes. Its data has 12",
  ],
  ["dims beyond memory", { dims: [2 ** 40, 2 ** 40] }, { location: "w" }, "that fit in memory"],
  ["negative dims", { dims: [-2, -1] }, { location: "w" }, "integers of 0 or more"],
  ["text", { dataType: 8 }, { location: "w" }, "number 8, cannot be in another file"],
  [
    "a range beyond the end",
    {},
    { location: "w", offset: "12" },
    '"w" must hold its 8 bytes at 12. It holds 4 there',
  ],
])("external data with %s is refused", (_, tensor, entries, reason) => {
  expect(() => reads(tensor, entries)).toThrow(
    expect.objectContaining({ code: "model-invalid", message: expect.stringContaining(reason) }),
  );
});
