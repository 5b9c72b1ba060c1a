import { encodeModel, type Model, type Tensor } from "@polyhead/onnx";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import type { ExportPlan } from "../export-plan.ts";
import { checkParity, compactParity, type ParityOptions } from "./check-parity.ts";
import type { OutputParity } from "./parity-report.ts";
import { planLayers } from "../plan-layers.ts";
import { planTasks } from "../plan-tasks.ts";
import { buildModel, call } from "../testing/models.ts";

const dense = () => buildModel([[6]], (x) => call(layers.dense({ units: 3, name: "y" }), x));

/** The model with one number of one initializer changed. */
function corrupted(onnx: Model, name: string, change: (data: Float32Array) => void): Model {
  const initializers = onnx.graph.initializers.map((tensor): Tensor => {
    if (tensor.name !== name || !(tensor.data instanceof Float32Array)) return tensor;
    const data = tensor.data.slice();
    change(data);
    return { ...tensor, data };
  });
  return { ...onnx, graph: { ...onnx.graph, initializers } };
}

async function check(
  plan: ExportPlan,
  bytes: Uint8Array,
  options: ParityOptions = {},
): Promise<readonly OutputParity[]> {
  return (await checkParity({ plan, file: bytes }, { providers: ["cpu"], ...options })).outputs;
}

describe("checkParity", () => {
  it("reports the largest differences by output and batch size", async () => {
    const plan = await planLayers(dense(), {});
    const parity = await check(plan, encodeModel(plan.onnx), {
      samples: { input0: Array.from({ length: 65 * 6 }, (_, index) => index / 100) },
    });
    expect(parity.map(({ output, inputs, batch }) => [output, inputs, batch])).toEqual([
      ["y", "random", 1],
      ["y", "random", 7],
      ["y", "samples", 64],
      ["y", "samples", 1],
    ]);
    for (const { maxAbsolute, maxRelative } of parity) {
      expect(maxAbsolute).toBeLessThan(1e-5);
      expect(maxRelative).toBeLessThan(1e-5);
    }
  });

  it("refuses a file with one corrupted bias, by output, index, values and batch size", async () => {
    const plan = await planLayers(dense(), {});
    const { numTensors } = tf.memory();
    const bytes = encodeModel(
      corrupted(plan.onnx, "y/bias", (bias) => {
        bias[2] = (bias[2] ?? 0) + 0.01;
      }),
    );
    await expect(check(plan, bytes)).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringMatching(/"y".*batch size 1, index \[0, 2\].*nothing was written/),
      details: { output: "y", batch: 1, index: [0, 2] },
    });
    expect(tf.memory().numTensors).toBe(numTensors);
    const { outputs } = await checkParity(
      { plan, file: bytes },
      { tolerance: { absolute: 0.1, relative: 0.1 }, providers: ["cpu"] },
    );
    expect(outputs[0]).toMatchObject({ output: "y", agrees: true });
    expect(outputs[0]?.maxAbsolute).toBeCloseTo(0.01, 4);
  });

  it("reports the providers that it found, with what kept others from being compared", async () => {
    const plan = await planLayers(dense(), {});
    const report = await checkParity({ plan, file: encodeModel(plan.onnx) });
    expect(report.providers.map(({ provider }) => provider)).toEqual(["cpu", "cuda", "webgpu"]);
    expect(report.providers[0]).toEqual({ provider: "cpu" });
    for (const { provider, obstacle } of report.providers) {
      const compared = report.outputs.filter((figure) => figure.provider === provider);
      expect(compared).toHaveLength(obstacle === undefined ? 2 : 0);
    }
    const [one, seven] = report.outputs;
    expect(compactParity(report)).toEqual(
      [one, seven].map(({ output, batch, maxAbsolute, maxRelative }: OutputParity = {} as never) => ({
        output,
        batch,
        maxAbsolute,
        maxRelative,
      })),
    );
  });

  it("refuses a provider by name that is not there", async () => {
    const plan = await planLayers(dense(), {});
    const { providers } = await checkParity({ plan, file: encodeModel(plan.onnx) });
    for (const { provider, obstacle } of providers) {
      if (obstacle === undefined || obstacle.includes("only used when asked")) continue;
      await expect(check(plan, encodeModel(plan.onnx), { providers: [provider] })).rejects.toMatchObject({
        code: "device-unavailable",
        details: { provider, obstacle },
      });
    }
  });

  it.each([
    ["a tolerance of 0", { tolerance: { absolute: 0, relative: 1e-4 } }],
    ["a tolerance that is no number", { tolerance: { absolute: 1e-4, relative: Number.NaN } }],
    ["no lengths", { lengths: [] }],
    ["half a length", { lengths: [2.5] }],
  ])("refuses %s", async (_, options) => {
    const plan = await planLayers(dense(), {});
    await expect(check(plan, encodeModel(plan.onnx), options)).rejects.toMatchObject({
      code: "input-invalid",
    });
  });

  it("says so where the model itself gives nothing, or does not run", async () => {
    const words = input({ shape: [null, 2], name: "words" });
    const conv = layers.conv1d({ filters: 2, kernelSize: 4 });
    const convolution = model({ inputs: words, outputs: call(conv, words) });
    const plan = {
      ...(await planLayers(dense(), {})),
      inputs: [{ name: "words", shape: [null, 2], center: [0], reach: [1] }],
    };
    const refused = (run: (words: tf.Tensor) => tf.Tensor) => {
      const reference: ExportPlan["reference"] = ({ words: tensor }) => ({ y: run(tensor as tf.Tensor) });
      const compared = check({ ...plan, reference }, encodeModel(plan.onnx), { lengths: [3] });
      return expect(compared).rejects.toMatchObject({
        code: "model-invalid",
        message: expect.stringMatching(/"words" \[1, 3, 2\].*choose their `lengths`/),
      });
    };
    await refused((tensor) => convolution.predict(tensor) as tf.Tensor);
    await refused((tensor) => tf.matMul(tensor, tensor));
  });

  it("refuses a difference that only the samples show", async () => {
    const model = buildModel([[2]], (x) =>
      call(layers.dense({ units: 1, activation: "relu", name: "y" }), x),
    );
    const [kernel, bias] = model.weights;
    kernel?.write(tf.ones([2, 1]));
    bias?.write(tf.tensor1d([-100]));
    const plan = await planLayers(model, {});
    const bytes = encodeModel(corrupted(plan.onnx, "y/bias", (data) => data.fill(-90)));
    expect(await check(plan, bytes)).toHaveLength(2);
    await expect(check(plan, bytes, { samples: { input0: [0, 0, 400, 400] } })).rejects.toMatchObject({
      details: { batch: 2, index: [1, 0], onnx: 710, reference: 700 },
    });
  });

  it("refuses NaN, even where both sides have it", async () => {
    const model = dense();
    model.weights[1]?.write(tf.tensor1d([0, Number.NaN, 0]));
    const plan = await planLayers(model, {});
    await expect(check(plan, encodeModel(plan.onnx))).rejects.toMatchObject({
      code: "export-parity",
      details: { index: [0, 1] },
    });
  });

  it("refuses bytes that ONNX Runtime does not load", async () => {
    const plan = await planLayers(dense(), {});
    await expect(check(plan, Uint8Array.of(1, 2, 3))).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringContaining("must run in ONNX Runtime"),
    });
  });

  it("refuses a graph that runs at one batch size alone", async () => {
    const plan = await planLayers(
      buildModel([[4]], (x) => call(layers.reshape({ targetShape: [2, 2] }), x)),
      {},
    );
    const initializers = plan.onnx.graph.initializers.map((tensor): Tensor => ({
      ...tensor,
      data: BigInt64Array.of(1n, 2n, 2n),
    }));
    const fixed = { ...plan.onnx, graph: { ...plan.onnx.graph, initializers } };
    expect(await check(plan, encodeModel(fixed), { batches: [1] })).toHaveLength(1);
    await expect(check(plan, encodeModel(fixed))).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringContaining("must run in ONNX Runtime"),
    });
  });

  it("tells a difference that is float32 rounding in a small unit from a fault", async () => {
    const normalizer = { mean: [0], std: [1e7] };
    const spec = {
      name: "wide",
      inputs: { input0: { kind: "numeric", columns: ["a", "b"], normalizer: { mean: [0, 0], std: [1, 1] } } },
      tasks: { price: { kind: "regression", normalizer } },
    } as const;
    const head = layers.dense({ units: 1, name: "head" });
    const plan = await planTasks(
      buildModel([[2]], (x) => call(head, x)),
      spec,
      {},
    );
    const nudge = (by: number) =>
      encodeModel(
        corrupted(plan.onnx, "head/bias", (bias) => {
          bias[0] = (bias[0] ?? 0) + by;
        }),
      );
    await expect(check(plan, nudge(9e-5))).rejects.toThrow(/only .* standard deviations of "price"/);
    await expect(check(plan, nudge(0.5))).rejects.toThrow(/nothing was written\. Export with a trace/);
  });
});
