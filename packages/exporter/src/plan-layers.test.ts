import { readModel, encodeModel } from "@polyhead/onnx";
import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { checkParity } from "./parity/check-parity.ts";
import { convertModel } from "./convert-model.ts";
import { planLayers } from "./plan-layers.ts";
import { buildModel, call } from "./testing/models.ts";

const twoHeads = () => {
  const head = layers.dense({ units: 2, name: "head" });
  return buildModel([[3], [3]], (x, y) => [call(head, x), call(head, y)]);
};

describe("planLayers", () => {
  it("numbers the names of outputs that share a layer", async () => {
    const { graph } = await convertModel(twoHeads());
    expect(graph.inputs.map(({ name }) => name)).toEqual(["input0", "input1"]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["head", "head_1"]);
  });

  it("takes the caller's names for outputs", async () => {
    const { graph } = await convertModel(twoHeads(), { outputNames: ["left", "right"] });
    expect(graph.outputs.map(({ name }) => name)).toEqual(["left", "right"]);
  });

  it.each([[["left"]], [["left", "middle", "right"]], [["left", "left"]], [["left", "input0"]]])(
    "refuses the output names %j",
    async (outputNames) => {
      await expect(convertModel(twoHeads(), { outputNames })).rejects.toMatchObject({
        code: "input-invalid",
      });
    },
  );

  it("leaves the batch open and names its producer", async () => {
    const onnx = readModel(encodeModel(await convertModel(twoHeads())));
    expect(onnx).toMatchObject({ opset: 17, irVersion: 8, producerName: "@polyhead/exporter" });
    for (const value of [...onnx.graph.inputs, ...onnx.graph.outputs])
      expect(value.type?.shape[0]).toBe("batch");
  });

  it.each([18, 21])("writes opset %i", async (opset) => {
    const plan = await planLayers(
      buildModel([[5, 5, 2]], (x) => {
        const conv = call(layers.conv2d({ filters: 3, kernelSize: 2, activation: "gelu" }), x);
        const pool = call(layers.averagePooling2d({ poolSize: 2, padding: "same" }), conv);
        const norm = call(layers.batchNormalization(), pool);
        return call(layers.dense({ units: 2, activation: "softmax" }), call(layers.flatten(), norm));
      }),
      { opset },
    );
    expect(plan.onnx.opset).toBe(opset);
    const { outputs } = await checkParity({ plan, file: encodeModel(plan.onnx) });
    expect(outputs.filter(({ provider }) => provider === "cpu")).toHaveLength(2);
  });

  it.each([16, 22, 17.5, Number.NaN])("refuses opset %d", async (opset) => {
    await expect(convertModel(twoHeads(), { opset })).rejects.toMatchObject({ code: "input-invalid" });
  });
});
