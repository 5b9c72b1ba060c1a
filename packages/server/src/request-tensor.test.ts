import { expect, test } from "vitest";
import { requestTensor } from "./request-tensor.ts";

const info = { name: "size", type: "float32", shape: ["batch", 2] } as const;
const input = { name: "size", shape: [2, 2], datatype: "FP64", data: [null, 1, 2, null] };

test("null is what stands for a missing value of its column, and refused where nothing does", () => {
  const { data } = requestTensor(input, info, 100, [10.1, 20]);
  expect(data).toEqual(Float32Array.of(10.1, 1, 2, 20));
  expect(() => requestTensor(input, info, 100)).toThrow("value 0 is null");
  const nested = { ...input, data: [[null, 1], [2, null]] }; // prettier-ignore
  expect(requestTensor(nested, info, 100, [10.1, 20]).data).toEqual(data);
});
