import { onnx } from "onnx-proto";
import { expect, test } from "vitest";
import { dataTypeCode, dataTypeOf, dataTypeOfCode } from "./data-type.ts";
import { tensors } from "./testing/sample-models.ts";

test("the numbers of the data types are those of ONNX", () => {
  const names: Readonly<Record<string, string>> = { float32: "FLOAT", float64: "DOUBLE" };
  const codes = Object.entries(onnx.TensorProto.DataType);
  for (const { dataType } of tensors) {
    const name = names[dataType] ?? dataType.toUpperCase();
    expect([name, dataTypeCode(dataType)]).toEqual(codes.find(([key]) => key === name));
    expect(dataTypeOfCode(dataTypeCode(dataType))).toBe(dataType);
  }
  expect(dataTypeOfCode(onnx.TensorProto.DataType.COMPLEX64)).toBeUndefined();
});

test("a bare array stands for the data type of its elements", () => {
  const ambiguous = new Set(["bool", "float16", "bfloat16"]);
  for (const { dataType, data } of tensors.filter(({ dataType }) => !ambiguous.has(dataType)))
    expect(dataTypeOf(data)).toBe(dataType);
  expect(dataTypeOf(Uint16Array.of(1))).toBe("uint16");
});
