import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { kernelInitializer } from "../kernel-initializer.ts";
import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { denseStack, sideBySide } from "./dense-stack.ts";
import type { NextSeed, Trunk } from "./trunk.ts";

/**
 * The reference image network: for each of `filters` a 3×3 convolution with ReLU and a 2×2 max pooling, then one dense
 * layer with ReLU. Numeric inputs join the flattened picture before the dense layer.
 *
 * @param options.filters channels of each convolution; default `[32, 64]`
 * @param options.dense width of the dense layer; default 512
 * @throws PolyheadError `config-invalid`; also when built without exactly one image, or with one too small to pool
 */
export function cnn(options: { filters?: readonly number[]; dense?: number } = {}): Trunk {
  knownOptions(options, ["filters", "dense"], "cnn()");
  const filters = positiveIntegers(options.filters ?? [32, 64], "cnn({ filters })");
  const dense = positiveIntegers([options.dense ?? 512], "cnn({ dense })");
  return {
    kind: "cnn",
    build(inputs, prefix, nextSeed) {
      const images = inputs.filter(({ spec }) => spec.kind === "image");
      const [image] = images;
      if (image === undefined || images.length > 1) {
        throw new PolyheadError(
          "config-invalid",
          `The trunk cnn() should read exactly one image input; the model has ${images.length}. Use mlp() for numbers.`,
          { details: { images: images.length } },
        );
      }
      const picture = filters.reduce((tensor, count, index) => {
        return convolveAndPool(tensor, count, `${prefix}_conv${index + 1}`, nextSeed);
      }, image.tensor);
      const flat = layers.flatten({ name: `${prefix}_flatten` }).apply(picture) as SymbolicTensor;
      const numbers = inputs.filter(({ spec }) => spec.kind === "numeric").map(({ tensor }) => tensor);
      return denseStack(sideBySide([flat, ...numbers], prefix), dense, prefix, nextSeed);
    },
  };
}

function convolveAndPool(
  picture: SymbolicTensor,
  filters: number,
  name: string,
  nextSeed: NextSeed,
): SymbolicTensor {
  const [, height, width] = picture.shape;
  if ((height ?? 0) < 2 || (width ?? 0) < 2) {
    throw new PolyheadError(
      "config-invalid",
      `The trunk cnn() halves the picture at each of its filters; nothing is left to halve at "${name}" (${height}×${width}). Use fewer filters or a larger image.`,
    );
  }
  const convolved = layers
    .conv2d({
      filters,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      kernelInitializer: kernelInitializer(nextSeed()),
      name,
    })
    .apply(picture) as SymbolicTensor;
  return layers.maxPooling2d({ poolSize: 2, name: `${name}_pool` }).apply(convolved) as SymbolicTensor;
}
