// Legend: shapes are without the batch; [L, C] a sequence, [H, W, C] an image, [T, H, W, C] a film or volume.
import { layers } from "@tensorflow/tfjs-layers";
import { util } from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";

/** What a random layer is made of: small numbers whose meaning is the layer's own. */
export interface Dice {
  /** 1 to 4 */
  readonly size: number;
  /** 1 to 3 */
  readonly kernel: number;
  /** 1 to 3 */
  readonly stride: number;
  readonly flag: boolean;
  readonly other: boolean;
  readonly activation: (typeof ACTIVATIONS)[number];
}

export const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "elu", "swish", "hardSigmoid"] as const;

type Shape = readonly number[];

/** A class of layers: the shapes that it takes, and how dice make one. */
export interface RandomLayer {
  readonly accepts: (shape: Shape) => boolean;
  readonly make: (dice: Dice, shape: Shape) => Layer;
  /** How many inputs it takes; 1 by default. The others' shapes follow from the first. */
  readonly arity?: 2;
  readonly partner?: (first: Shape, second: Shape) => boolean;
}

const any = (): boolean => true;
const ofRank =
  (...ranks: readonly number[]) =>
  ({ length }: Shape): boolean =>
    ranks.includes(length);

const padded = ({ flag }: Dice): "same" | "valid" => (flag ? "same" : "valid");

const onEvery = (make: RandomLayer["make"]): RandomLayer => ({ accepts: any, make });
const onRank = (rank: number | readonly number[], make: RandomLayer["make"]): RandomLayer => ({
  accepts: ofRank(...[rank].flat()),
  make,
});

/** Windows that fit: no larger than the shape where it is not padded. */
function windowed(
  rank: number,
  make: (window: { kernel: number[]; strides: number[]; dice: Dice }) => Layer,
): RandomLayer {
  return onRank(rank, (dice, shape) => {
    const spatial = shape.slice(0, -1);
    return make({
      kernel: spatial.map((length) => Math.min(length, dice.kernel)),
      strides: spatial.map(() => dice.stride),
      dice,
    });
  });
}

const merge = (make: () => Layer): RandomLayer => ({
  accepts: any,
  arity: 2,
  partner: (first, second) =>
    first.join() === second.join() ||
    (first.length !== second.length &&
      first.at(-1) === second.at(-1) &&
      Math.min(first.length, second.length) === 1),
  make,
});

const pair = <T>([first, second = first]: readonly T[]): [T, T] => [first as T, second as T];
const triple = <T>([first, second, third]: readonly T[]): [T, T, T] => [first as T, second as T, third as T];

/** Every class of layers that random models are made of, by TensorFlow.js's name of it. */
export const randomLayers: Readonly<Record<string, RandomLayer>> = {
  Activation: onEvery(({ activation }) => layers.activation({ activation })),
  Add: merge(() => layers.add()),
  AlphaDropout: onEvery(() => layers.alphaDropout({ rate: 0.5 })),
  Average: merge(() => layers.average()),
  AveragePooling1D: windowed(2, ({ kernel, strides, dice }) =>
    layers.averagePooling1d({ poolSize: kernel[0] ?? 1, strides: strides[0] ?? 1, padding: padded(dice) }),
  ),
  AveragePooling2D: windowed(3, ({ kernel, strides, dice }) =>
    layers.averagePooling2d({ poolSize: pair(kernel), strides: pair(strides), padding: padded(dice) }),
  ),
  AveragePooling3D: windowed(4, ({ kernel, strides, dice }) =>
    layers.averagePooling3d({ poolSize: triple(kernel), strides: triple(strides), padding: padded(dice) }),
  ),
  BatchNormalization: onRank([1, 2, 3], ({ flag, other }) =>
    layers.batchNormalization({ center: flag, scale: other }),
  ),
  Bidirectional: onRank(2, ({ size, flag }) =>
    layers.bidirectional({
      layer: layers.simpleRNN({ units: size, returnSequences: flag, recurrentInitializer: "glorotUniform" }),
      mergeMode: "concat",
    }),
  ),
  Concatenate: {
    accepts: any,
    arity: 2,
    partner: (first, second) =>
      first.length === second.length && first.slice(0, -1).join() === second.slice(0, -1).join(),
    make: () => layers.concatenate({ axis: -1 }),
  },
  Conv1D: windowed(2, ({ kernel, strides, dice }) =>
    layers.conv1d({
      filters: dice.size,
      kernelSize: kernel[0] ?? 1,
      strides: strides[0] ?? 1,
      padding: padded(dice),
      useBias: dice.other,
      activation: dice.activation,
    }),
  ),
  Conv2D: windowed(3, ({ kernel, strides, dice }) =>
    layers.conv2d({
      filters: dice.size,
      kernelSize: pair(kernel),
      strides: pair(strides),
      padding: padded(dice),
      useBias: dice.other,
      activation: dice.activation,
    }),
  ),
  Conv2DTranspose: windowed(3, ({ kernel, strides, dice }) =>
    layers.conv2dTranspose({
      filters: dice.size,
      kernelSize: pair(kernel),
      strides: pair(strides),
      padding: padded(dice),
      activation: dice.activation,
    }),
  ),
  Conv3D: windowed(4, ({ kernel, strides, dice }) =>
    layers.conv3d({
      filters: dice.size,
      kernelSize: triple(kernel),
      strides: triple(strides),
      padding: padded(dice),
      useBias: dice.other,
    }),
  ),
  Conv3DTranspose: windowed(4, ({ kernel, strides, dice }) =>
    layers.conv3dTranspose({
      filters: dice.size,
      kernelSize: triple(kernel),
      strides: triple(strides),
      padding: padded(dice),
    }),
  ),
  ConvLSTM2D: onRank(4, ({ size, kernel, flag }, [, height = 1, width = 1]) =>
    layers.convLstm2d({
      filters: size,
      kernelSize: Math.min(kernel, height, width),
      returnSequences: flag,
      recurrentInitializer: "glorotUniform",
    }),
  ),
  Cropping2D: {
    accepts: ({ length, 0: height = 0, 1: width = 0 }) => length === 3 && height > 2 && width > 2,
    make: ({ flag, other }) =>
      layers.cropping2D({
        cropping: [
          [Number(flag), 1],
          [1, Number(other)],
        ],
      }),
  },
  Dense: onEvery(({ size, activation, other }) => layers.dense({ units: size, activation, useBias: other })),
  DepthwiseConv2D: windowed(3, ({ kernel, strides, dice }) =>
    layers.depthwiseConv2d({
      kernelSize: pair(kernel),
      strides: pair(strides),
      padding: padded(dice),
      depthMultiplier: dice.other ? 1 : 2,
      activation: dice.activation,
    }),
  ),
  Dot: {
    accepts: ofRank(1, 2),
    arity: 2,
    partner: (first, second) => first.length === second.length && first.at(-1) === second.at(-1),
    make: ({ flag }) => layers.dot({ axes: -1, normalize: flag }),
  },
  Dropout: onEvery(() => layers.dropout({ rate: 0.5 })),
  ELU: onEvery(() => layers.elu()),
  Flatten: onRank([2, 3, 4], () => layers.flatten()),
  GRU: onRank(2, ({ size, flag, other, stride }) =>
    layers.gru({
      units: size,
      returnSequences: flag,
      goBackwards: stride === 3,
      ...(other && { recurrentActivation: "sigmoid" as const }),
      recurrentInitializer: "glorotUniform",
    }),
  ),
  GaussianNoise: onEvery(() => layers.gaussianNoise({ stddev: 1 })),
  GlobalAveragePooling1D: onRank(2, () => layers.globalAveragePooling1d()),
  GlobalAveragePooling2D: onRank(3, () => layers.globalAveragePooling2d({})),
  GlobalMaxPooling1D: onRank(2, () => layers.globalMaxPooling1d()),
  GlobalMaxPooling2D: onRank(3, () => layers.globalMaxPooling2d({})),
  LSTM: onRank(2, ({ size, flag, other, stride }) =>
    layers.lstm({
      units: size,
      returnSequences: flag,
      goBackwards: stride === 3,
      ...(other && { recurrentActivation: "sigmoid" as const }),
      recurrentInitializer: "glorotUniform",
    }),
  ),
  LayerNormalization: onRank([1, 2, 3], () => layers.layerNormalization()),
  LeakyReLU: onEvery(({ flag }) => layers.leakyReLU(flag ? { alpha: 0.1 } : {})),
  MaxPooling1D: windowed(2, ({ kernel, strides, dice }) =>
    layers.maxPooling1d({ poolSize: kernel[0] ?? 1, strides: strides[0] ?? 1, padding: padded(dice) }),
  ),
  MaxPooling2D: windowed(3, ({ kernel, strides, dice }) =>
    layers.maxPooling2d({ poolSize: pair(kernel), strides: pair(strides), padding: padded(dice) }),
  ),
  MaxPooling3D: windowed(4, ({ kernel, strides, dice }) =>
    layers.maxPooling3d({ poolSize: triple(kernel), strides: triple(strides), padding: padded(dice) }),
  ),
  Maximum: merge(() => layers.maximum()),
  Minimum: merge(() => layers.minimum()),
  Multiply: merge(() => layers.multiply()),
  PReLU: onEvery(() => layers.prelu()),
  Permute: onRank([2, 3, 4], ({ flag }, shape) => {
    const axes = shape.map((_, index) => index + 1);
    return layers.permute({ dims: flag ? axes.toReversed() : [...axes.slice(1), 1] });
  }),
  ReLU: onEvery(({ flag }) => layers.reLU(flag ? { maxValue: 0.5 } : {})),
  RepeatVector: onRank(1, ({ size }) => layers.repeatVector({ n: size })),
  Rescaling: onEvery(({ size }) => layers.rescaling({ scale: size / 2, offset: -0.5 })),
  Reshape: onEvery(({ kernel, stride, flag }, shape) => {
    let rest = util.sizeFromShape([...shape]);
    const divisors = [kernel, stride].filter((length) => {
      if (rest % length !== 0) return false;
      rest /= length;
      return true;
    });
    return layers.reshape({ targetShape: flag ? [...divisors, rest] : [rest, ...divisors] });
  }),
  SeparableConv2D: windowed(3, ({ kernel, strides, dice }) =>
    layers.separableConv2d({
      filters: dice.size,
      kernelSize: pair(kernel),
      strides: pair(strides),
      padding: padded(dice),
      depthMultiplier: dice.other ? 1 : 2,
    }),
  ),
  SimpleRNN: onRank(2, ({ size, flag }) =>
    layers.simpleRNN({ units: size, returnSequences: flag, recurrentInitializer: "glorotUniform" }),
  ),
  Softmax: onEvery(() => layers.softmax({ axis: -1 })),
  TimeDistributed: onRank([2, 3], ({ size }) =>
    layers.timeDistributed({ layer: layers.dense({ units: size }) }),
  ),
  UpSampling2D: onRank(3, ({ flag }) =>
    layers.upSampling2d({ size: [2, 1], interpolation: flag ? "bilinear" : "nearest" }),
  ),
  ZeroPadding2D: onRank(3, ({ flag, other }) =>
    layers.zeroPadding2d({
      padding: [
        [Number(flag), 1],
        [0, Number(other)],
      ],
    }),
  ),
};
