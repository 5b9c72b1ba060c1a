import { assert, asyncProperty, constantFrom, integer, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";
import { convolutionWindow } from "./window.ts";

const runs = { numRuns: 15 };

const planes = record({
  batch: integer({ min: 1, max: 3 }),
  height: integer({ min: 4, max: 9 }),
  width: integer({ min: 4, max: 9 }),
  channels: integer({ min: 1, max: 4 }),
  filters: integer({ min: 1, max: 4 }),
  kernel: tuple(integer({ min: 1, max: 4 }), integer({ min: 1, max: 4 })),
  strides: tuple(integer({ min: 1, max: 3 }), integer({ min: 1, max: 3 })),
  pad: constantFrom("same", "valid"),
  dataFormat: constantFrom("NHWC", "NCHW"),
});

test("Conv2D and its gradients", () =>
  assert(
    asyncProperty(planes, async (drawn) => {
      const { batch, height, width, channels, filters, strides, pad, dataFormat } = drawn;
      const inputShape =
        dataFormat === "NHWC" ? [batch, height, width, channels] : [batch, channels, height, width];
      const filterShape = [...drawn.kernel, channels, filters];
      const attrs = { strides, pad, dataFormat, dilations: 1 };
      const { outShape } = convolutionWindow(inputShape, filterShape, attrs);
      await expect(
        disagreement(() =>
          kernel("Conv2D", { x: random(inputShape), filter: random(filterShape, "float32", 2) }, attrs),
        ),
      ).resolves.toBeLessThanOrEqual(1e-5);
      await expect(
        disagreement(() =>
          kernel(
            "Conv2DBackpropInput",
            { dy: random(outShape), filter: random(filterShape) },
            { ...attrs, inputShape },
          ),
        ),
      ).resolves.toBeLessThanOrEqual(1e-5);
      await expect(
        disagreement(() =>
          kernel(
            "Conv2DBackpropFilter",
            { x: random(inputShape), dy: random(outShape) },
            { ...attrs, filterShape },
          ),
        ),
      ).resolves.toBeLessThanOrEqual(1e-5);
    }),
    runs,
  ));

test("DepthwiseConv2dNative and its gradients", () =>
  assert(
    asyncProperty(
      planes,
      async ({ batch, height, width, channels, filters, kernel: sides, strides, pad }) => {
        const inputShape = [batch, height, width, channels];
        const filterShape = [...sides, channels, filters];
        const attrs = { strides, pad, dataFormat: "NHWC", dilations: 1 };
        const { outShape } = convolutionWindow(inputShape, filterShape, attrs, true);
        await expect(
          disagreement(() =>
            kernel(
              "DepthwiseConv2dNative",
              { x: random(inputShape), filter: random(filterShape, "float32", 2) },
              attrs,
            ),
          ),
        ).resolves.toBeLessThanOrEqual(1e-5);
        await expect(
          disagreement(() =>
            kernel(
              "DepthwiseConv2dNativeBackpropInput",
              { dy: random(outShape), filter: random(filterShape) },
              { ...attrs, inputShape },
            ),
          ),
        ).resolves.toBeLessThanOrEqual(1e-5);
        await expect(
          disagreement(() =>
            kernel(
              "DepthwiseConv2dNativeBackpropFilter",
              { x: random(inputShape), dy: random(outShape) },
              { ...attrs, filterShape },
            ),
          ),
        ).resolves.toBeLessThanOrEqual(1e-5);
      },
    ),
    runs,
  ));

test("dilated convolutions", async () => {
  const attrs = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 2 };
  await expect(
    disagreement(() => kernel("Conv2D", { x: random([2, 9, 8, 3]), filter: random([3, 2, 3, 4]) }, attrs)),
  ).resolves.toBeLessThanOrEqual(1e-5);
  await expect(
    disagreement(() =>
      kernel("DepthwiseConv2dNative", { x: random([2, 9, 8, 3]), filter: random([3, 3, 3, 2]) }, attrs),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5);
});

test("Conv3D and its gradients", async () => {
  const inputShape = [2, 5, 6, 7, 3];
  const filterShape = [2, 3, 2, 3, 4];
  const attrs = { strides: [1, 2, 1], pad: "same", dataFormat: "NDHWC", dilations: 1 };
  const outShape = [2, 5, 3, 7, 4];
  await expect(
    disagreement(() => kernel("Conv3D", { x: random(inputShape), filter: random(filterShape) }, attrs)),
  ).resolves.toBeLessThanOrEqual(1e-5);
  await expect(
    disagreement(() =>
      kernel(
        "Conv3DBackpropInputV2",
        { dy: random(outShape), filter: random(filterShape) },
        { ...attrs, inputShape },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5);
  await expect(
    disagreement(() =>
      kernel(
        "Conv3DBackpropFilterV2",
        { x: random(inputShape), dy: random(outShape) },
        { ...attrs, filterShape },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5);
});

test("fused convolutions, with a bias and every activation", async () => {
  const attrs = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 1, leakyreluAlpha: 0.1 };
  for (const activation of ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"])
    await expect(
      disagreement(() =>
        kernel(
          "FusedConv2D",
          {
            x: random([2, 6, 5, 3]),
            filter: random([3, 3, 3, 4]),
            bias: random([4]),
            ...(activation === "prelu" && { preluActivationWeights: random([4], "float32", 3) }),
          },
          { ...attrs, activation },
        ),
      ),
    ).resolves.toBeLessThanOrEqual(1e-5);
});

test("convolutions heavy enough for several threads", async () => {
  const attrs = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 1 };
  const shape = [8, 16, 16, 16];
  const filterShape = [3, 3, 16, 16];
  await expect(
    disagreement(() => kernel("Conv2D", { x: random(shape), filter: random(filterShape) }, attrs)),
  ).resolves.toBeLessThanOrEqual(1e-5);
  await expect(
    disagreement(() =>
      kernel(
        "Conv2DBackpropFilter",
        { x: random(shape), dy: random(shape, "float32", 2) },
        { ...attrs, filterShape },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5);
});

test("integers are left to JavaScript", async () => {
  const attrs = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 1 };
  await expect(
    disagreement(() =>
      kernel("Conv2D", { x: random([1, 4, 4, 2], "int32"), filter: random([2, 2, 2, 3], "int32") }, attrs),
    ),
  ).resolves.toBeLessThanOrEqual(0);
});
