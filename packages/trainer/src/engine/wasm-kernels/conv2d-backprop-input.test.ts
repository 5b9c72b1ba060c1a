import { backend_util, engine, type Tensor } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { countKept, disagreement, random } from "./agreement.ts";
import { convolutionCases, named, type ConvolutionCase } from "./convolution-cases.ts";

function inputGradient({ x, filter, strides, pad }: ConvolutionCase): Tensor {
  const { outShape } = backend_util.computeConv2DInfo(x, filter, strides, 1, pad);
  const inputs = { dy: random([...outShape], 1), filter: random(filter, 2) };
  return engine().runKernel<Tensor>("Conv2DBackpropInput", inputs, {
    strides,
    pad,
    dataFormat: "NHWC",
    inputShape: x,
  });
}

test.each(convolutionCases.map(named))("agrees with tfjs on the CPU: %s", async (_, one) => {
  expect(await disagreement(() => inputGradient(one))).toBeLessThan(1e-5);
});

test("gives back what it borrows", async () => {
  expect(await countKept(() => inputGradient(convolutionCases[2]!))).toBe(0);
});
