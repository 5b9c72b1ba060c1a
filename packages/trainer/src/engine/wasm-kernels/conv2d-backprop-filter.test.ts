import { backend_util, engine, transpose, type Tensor } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { countKept, disagreement, random } from "./agreement.ts";
import { convolutionCases, named, type ConvolutionCase } from "./convolution-cases.ts";

function filterGradient({ x, filter, strides, pad }: ConvolutionCase, dataFormat: "NHWC" | "NCHW"): Tensor {
  const { outShape } = backend_util.computeConv2DInfo(x, filter, strides, 1, pad);
  const first = (tensor: Tensor): Tensor =>
    dataFormat === "NCHW" ? transpose(tensor, [0, 3, 1, 2]) : tensor;
  const inputs = { x: first(random(x, 1)), dy: first(random([...outShape], 2)) };
  return engine().runKernel<Tensor>("Conv2DBackpropFilter", inputs, {
    strides,
    pad,
    dataFormat,
    filterShape: filter,
  });
}

test.each(convolutionCases.map(named))("agrees with tfjs on the CPU: %s", async (_, one) => {
  expect(await disagreement(() => filterGradient(one, "NHWC"))).toBeLessThan(1e-5);
});

test("agrees on channels first, and on rows longer than one band", async () => {
  expect(await disagreement(() => filterGradient(convolutionCases[0]!, "NCHW"))).toBeLessThan(1e-5);
  const long: ConvolutionCase = { x: [3, 5, 900, 1], filter: [3, 3, 1, 2], strides: [1, 1], pad: "same" };
  expect(await disagreement(() => filterGradient(long, "NHWC"))).toBeLessThan(1e-5);
});

test("gives back what it borrows", async () => {
  expect(await countKept(() => filterGradient(convolutionCases[2]!, "NHWC"))).toBe(0);
});
