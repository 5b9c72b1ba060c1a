import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "./testing/exported.ts";
import { buildModel, call } from "./testing/models.ts";

describe.each([
  ["elu", { Elu: 1 }],
  ["gelu", { Div: 1, Erf: 1, Add: 1, Mul: 2 }],
  ["gelu_new", { Mul: 6, Add: 2, Tanh: 1 }],
  ["hardSigmoid", { HardSigmoid: 1 }],
  ["linear", { Identity: 1 }],
  ["logSoftmax", { LogSoftmax: 1 }],
  ["mish", { Softplus: 1, Tanh: 1, Mul: 1 }],
  ["relu", { Relu: 1 }],
  ["relu6", { Clip: 1 }],
  ["selu", { Selu: 1 }],
  ["sigmoid", { Sigmoid: 1 }],
  ["softmax", { Softmax: 1 }],
  ["softplus", { Softplus: 1 }],
  ["softsign", { Softsign: 1 }],
  ["swish", { Sigmoid: 1, Mul: 1 }],
  ["tanh", { Tanh: 1 }],
])("%s", (name, operators) => {
  // The type of TensorFlow.js leaves out logSoftmax, which it registers.
  const activation = name as "relu";

  it("agrees on columns", async () => {
    expect(
      await operatorsOf(
        buildModel([[9]], (x) => call(layers.activation({ activation }), x)),
        8,
      ),
    ).toEqual(operators);
  });

  it("agrees on channels-first images", async () => {
    const onnx = await exported(
      buildModel([[3, 4, 2]], (x) => call(layers.conv2d({ filters: 5, kernelSize: 1, activation }), x)),
      8,
    );
    expect(onnx.graph.nodes.some(({ opType }) => opType === "Conv")).toBe(true);
  });
});

describe("activate", () => {
  it("refuses an activation it does not know", async () => {
    const layer = layers.activation({ activation: "relu" });
    const model = buildModel([[2]], (x) => call(layer, x));
    Object.assign(layer, { activation: { getClassName: () => "snake", apply: (x: unknown) => x } });
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining('activation "snake"'),
      details: { layer: layer.name, className: "Activation" },
    });
  });
});
