// Masks are compared with TensorFlow.js through what recurrent layers and Softmax make of them. Each masked recurrent layer
// here takes one TopK.
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, sequential, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { convertModel } from "./convert-model.ts";
import type { Layer } from "./layer.ts";
import type { LayerCase } from "./testing/layer-case.ts";
import { exportedOn, operatorCounts } from "./testing/exported.ts";
import { buildModel, call, withRandomWeights } from "./testing/models.ts";
import { recurrentInitializers } from "./testing/recurrent-initializers.ts";
import { registerTranslator } from "./translators/index.ts";

const plainEmbedding = () => layers.embedding({ inputDim: 3, outputDim: 2 });
const embedding = () => layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true });
const lstm = (args: Partial<Parameters<typeof layers.lstm>[0]> = {}) =>
  layers.lstm({ units: 2, recurrentActivation: "sigmoid", ...recurrentInitializers, ...args });
const sequences = () => lstm({ returnSequences: true });

/** The operators of a model's export, compared on words 0 to 2, of which 0 is masked. */
async function operatorsOf(built: ReturnType<typeof model>, lengths?: LayerCase["lengths"]) {
  const words = { integers: true, center: 1, reach: 1.4, ...(lengths && { lengths }) };
  return operatorCounts(await exportedOn(built, words));
}

describe("outputMask", () => {
  it.each<[string, number, readonly Layer[]]>([
    [
      "through layers that support masks",
      1,
      [layers.dense({ units: 2 }), layers.dropout({ rate: 0.5 }), lstm()],
    ],
    ["from one recurrent layer to the next", 2, [sequences(), lstm({ goBackwards: true })]],
    ["through layers of steps", 1, [layers.timeDistributed({ layer: layers.dense({ units: 3 }) }), lstm()]],
    ["past layers that do not support them, as tfjs leaves them lying", 1, [layers.leakyReLU(), lstm()]],
    [
      "past layers that shorten the sequence",
      2,
      [layers.conv1d({ filters: 2, kernelSize: 3 }), sequences(), lstm({ goBackwards: true })],
    ],
    ["into a new sequence", 2, [lstm(), layers.repeatVector({ n: 3 }), sequences()]],
    [
      "into nested models",
      2,
      [sequential({ layers: [layers.dense({ units: 3, inputShape: [5, 2] }), sequences(), lstm()] })],
    ],
  ])("hands masks on %s", async (_, masked, chain) => {
    const built = buildModel([[5]], (x) =>
      chain.reduce((value, layer) => call(layer, value), call(embedding(), x)),
    );
    expect(await operatorsOf(built)).toMatchObject({ TopK: masked });
  });

  it.each([
    [-1, { And: 1, Concat: 1, TopK: 1 }],
    [1, { Concat: 2, TopK: 1 }],
  ])("joins masks along axis %i", async (axis, operators) => {
    const built = buildModel([[4], [4]], (x, y) =>
      call(lstm(), call(layers.concatenate({ axis }), call(embedding(), x), call(embedding(), y))),
    );
    expect(await operatorsOf(built)).toMatchObject(operators);
  });

  it("gives the states of a masked layer its mask, which Softmax then uses", async () => {
    const built = buildModel([[3]], (x) => {
      const recurrent = lstm({ units: 4, returnSequences: true, returnState: true });
      const [, state] = recurrent.apply(call(embedding(), x)) as SymbolicTensor[];
      return call(layers.softmax(), call(layers.dense({ units: 3 }), state!));
    });
    expect(await operatorsOf(built)).toMatchObject({ TopK: 1, Not: 1 });
  });

  it("masks a decoder by its encoder's input, as tfjs does", async () => {
    const source = input({ shape: [null], name: "source" });
    const target = input({ shape: [null, 2], name: "target" });
    const encoder = lstm({ returnState: true }).apply(call(embedding(), source)) as SymbolicTensor[];
    const decoded = sequences().apply([target, ...encoder.slice(1)]) as SymbolicTensor;
    const built = withRandomWeights(model({ inputs: [source, target], outputs: decoded }));
    expect(await operatorsOf(built, [1, 4])).toMatchObject({ TopK: 2 });
  });

  it("masks words within each sentence of a text", async () => {
    const sentence = sequential({
      layers: [
        layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true, inputLength: 3 }),
        lstm({ returnSequences: true }),
        lstm(),
      ],
    });
    const built = buildModel([[2, 3]], (x) => call(layers.timeDistributed({ layer: sentence }), x));
    expect(await operatorsOf(built)).toMatchObject({ TopK: 2 });
  });

  it.each([
    ["first", 2, [0, 1]],
    ["last", 1, [1, 0]],
  ])("follows the order in which tfjs runs layers: the masked one %s", async (_, masked, order) => {
    const built = buildModel([[4], [4, 2]], (x, y) => {
      const outputs = [call(lstm(), call(embedding(), x)), call(lstm(), y)];
      return order.map((index) => outputs[index]!);
    });
    expect(await operatorsOf(built)).toMatchObject({ TopK: masked });
  });

  it("lets a mask lie that no layer uses", async () => {
    const built = buildModel([[4], [4]], (x, y) => {
      const sum = call(layers.add(), call(embedding(), x), call(embedding(), y));
      return call(layers.dense({ units: 2 }), sum);
    });
    expect(await operatorsOf(built)).toEqual({ Cast: 2, Gather: 2, Add: 2, MatMul: 1 });
  });

  it.each<[string, RegExp, (x: SymbolicTensor, y: SymbolicTensor) => SymbolicTensor]>([
    [
      "a mask with an axis too many",
      /broadcast|shape|dtype|undefined/u,
      (x, y) => call(lstm(), call(layers.add(), call(embedding(), x), call(embedding(), y))),
    ],
    [
      "a mask that is not one value a step",
      /onesLike/u,
      (x) => {
        const steps = call(layers.reshape({ targetShape: [2, 2] }), x);
        const images = call(layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true }), steps);
        return call(lstm(), call(layers.reshape({ targetShape: [4, 2] }), images));
      },
    ],
    [
      "does not join sequences of which only some are masked",
      /concat/u,
      (x, y) => call(layers.concatenate({ axis: 1 }), call(embedding(), x), call(plainEmbedding(), y)),
    ],
    [
      "does not merge more than two inputs of which only some are masked",
      /logicalAnd/u,
      (x, y) => {
        const plain = call(plainEmbedding(), y);
        return call(layers.average(), plain, plain, call(embedding(), x));
      },
    ],
    [
      "the mask of another, shorter sequence",
      /onesLike/u,
      (x) => call(lstm(), call(layers.repeatVector({ n: 6 }), call(lstm(), call(embedding(), x)))),
    ],
    [
      "a mask that is not of the shape of its input",
      /broadcast|shape/u,
      (x) => call(layers.softmax({ axis: -1 }), call(sequences(), call(embedding(), x))),
    ],
    [
      "nor that one for a second output",
      /neither initialState or constants/u,
      (x) => {
        const vectors = call(embedding(), x);
        const first = lstm({ returnState: true }).apply(vectors) as SymbolicTensor[];
        const second = lstm({ returnState: true }).apply([vectors, ...first.slice(1)]) as SymbolicTensor[];
        return call(layers.add(), second[0]!, second[2]!);
      },
    ],
  ])("refuses what tfjs itself does not run: %s", async (reason, thrown, build) => {
    const built = buildModel([[4], [4]], build);
    await expect(convertModel(built)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining(reason),
    });
    expect(() => tf.tidy(() => void built.predict([tf.ones([3, 4]), tf.ones([3, 4])]))).toThrow(thrown);
  });

  it.each<[string, (x: SymbolicTensor) => SymbolicTensor]>([
    [
      "with the mask of the sequence around it",
      (x) => {
        const repeated = layers.timeDistributed({ layer: layers.repeatVector({ n: 4 }) });
        return call(layers.timeDistributed({ layer: lstm() }), call(repeated, call(embedding(), x)));
      },
    ],
    [
      "with the mask of the step before",
      (x) => {
        const word = input({ shape: [2] });
        const late = call(
          layers.repeatVector({ n: 2 }),
          call(lstm(), call(layers.reshape({ targetShape: [2, 1] }), word)),
        );
        const joined = call(layers.concatenate(), call(embedding(), word), late);
        const step = model({ inputs: word, outputs: joined });
        return call(
          layers.timeDistributed({ layer: step }),
          call(layers.reshape({ targetShape: [2, 2] }), x),
        );
      },
    ],
    ["in a way that has no translation", (x) => call(lstm(), call(new EveryOther(), call(embedding(), x)))],
  ])("refuses masks that only tfjs can use: %s", async (reason, build) => {
    await expect(convertModel(buildModel([[4]], build))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining(reason),
    });
  });
});

/** A layer of a user's own, with a mask of its own. */
class EveryOther extends layers.Layer {
  static readonly className = "EveryOther";
  override supportsMasking = true;

  override computeMask(): tf.Tensor {
    return tf.tensor2d([[1, 0, 1, 0]], [1, 4], "bool");
  }
}
registerTranslator("EveryOther", (_, inputs) => inputs);
