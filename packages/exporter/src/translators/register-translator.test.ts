import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, type LayerVariable } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import type { LiveLayer } from "../layer.ts";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";
import { unary, type Translator } from "../translator.ts";
import { registerTranslator, translators } from "./index.ts";

/** Multiplies each feature by a weight of its own. */
class Scale extends layers.Layer {
  static readonly className = "Scale";
  factors: LayerVariable | undefined;

  override build([...shape]: number[]): void {
    this.factors = this.addWeight("factors", shape.slice(-1), "float32", initializers.ones());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul([inputs].flat()[0] ?? 0, this.factors?.read() ?? 1));
  }
}

class Sine extends layers.Layer {
  static readonly className = "Sine";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.sin([inputs].flat()[0] ?? 0));
  }
}

const scale: Translator = unary((layer, input, context) => {
  const { factors } = layer as LiveLayer<{ factors: LayerVariable }>;
  const plain = context.plain(input);
  const weights = context.constant("factors", context.weights(factors), factors.shape.map(Number));
  return { ...plain, value: context.op("Mul", [plain.value, weights]) };
});

const conv = () => layers.conv2d({ filters: 3, kernelSize: 2 });

it("registerTranslator teaches a layer of the user's", async () => {
  const model = () => buildModel([[4, 5, 2]], (x) => call(new Scale({}), call(conv(), x)));
  await expect(exported(model())).rejects.toMatchObject({
    code: "export-unsupported",
    message: expect.stringContaining("(Scale)"),
  });
  registerTranslator("Scale", scale);
  expect(await operatorsOf(model())).toEqual({ Transpose: 2, Conv: 1, Mul: 1 });
});

it("registerTranslator takes the last, over the exporter's own too, and parity holds it to the model", async () => {
  const model = () => buildModel([[4]], (x) => call(layers.reLU(), x));
  const own = translators.get("ReLU");
  if (own === undefined) throw new Error("ReLU has a translator");
  try {
    registerTranslator("ReLU", (_, inputs) => inputs);
    await expect(exported(model())).rejects.toMatchObject({ code: "export-parity" });
    registerTranslator(
      "ReLU",
      unary((_, input, context) => ({
        ...input,
        value: context.op("Max", [input.value, context.scalar("zero", 0)]),
      })),
    );
    expect(await operatorsOf(model())).toEqual({ Max: 1 });
  } finally {
    registerTranslator("ReLU", own);
  }
});

it("registerTranslator lets a translator use an operator that it tells the type of", async () => {
  registerTranslator(
    "Sine",
    unary((_, input, context) => ({
      ...input,
      value: context.op("Sin", [input.value], {}, input.value.type),
    })),
  );
  expect(await operatorsOf(buildModel([[4, 5]], (x) => call(new Sine({}), x)))).toEqual({ Sin: 1 });
});
