import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import { knownOptions } from "../known-options.ts";
import { positiveIntegers } from "../positive-integers.ts";
import { denseBlock } from "./dense-block.ts";
import { rowsForGates } from "./rows-for-gates.ts";
import { rowsOfInputs } from "./rows-of-inputs.ts";
import { sideBySide } from "./side-by-side.ts";
import type { Block, Trunk, TrunkInput } from "./trunk.ts";

/**
 * The reference image network: for each of `filters` a block of a 3×3 convolution with ReLU and a 2×2 max pooling, then a
 * block of one dense layer with ReLU. Other inputs join the flattened picture before the dense layer.
 *
 * @param options.filters channels of each convolution; default `[32, 64]`
 * @param options.dense width of the dense layer; default 512
 * @throws PolyheadError `config-invalid`; also when built without exactly one image, or with one too small to pool
 */
export function cnn(options: { filters?: readonly number[]; dense?: number } = {}): Trunk {
  knownOptions(options, ["filters", "dense"], "cnn()");
  const filters = positiveIntegers(options.filters ?? [32, 64], "cnn({ filters })");
  const [dense = 512] = positiveIntegers([options.dense ?? 512], "cnn({ dense })");
  return {
    kind: "cnn",
    open(inputs, nextSeed) {
      const picture = onlyImage(inputs);
      const others = inputs.filter((input) => input !== picture);
      const numbers = rowsOfInputs(others, nextSeed);
      return {
        stem: picture.tensor,
        flat: sideBySide([...rowsForGates([picture], []), ...numbers], "gates"),
        blocks: [
          ...filters.map((count, index) => convolution(count, `conv${index + 1}`)),
          denseOverAll(dense, numbers),
        ],
      };
    },
  };
}

function onlyImage(inputs: readonly TrunkInput[]): TrunkInput {
  const images = inputs.filter(({ spec }) => spec.kind === "image");
  const [image] = images;
  if (image !== undefined && images.length === 1) return image;
  throw new PolyheadError(
    "config-invalid",
    `The trunk cnn() should read exactly one image input; the model has ${images.length}. Use mlp() for numbers.`,
    { details: { images: images.length } },
  );
}

function convolution(filters: number, name: string): Block {
  return (prefix, nextSeed) => {
    const convolve = layers.conv2d({
      filters,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      kernelInitializer: kernelInitializer(nextSeed()),
      name: `${prefix}_${name}`,
    });
    const pool = layers.maxPooling2d({ poolSize: 2, name: `${prefix}_${name}_pool` });
    return (picture) => {
      checkSize(picture, convolve.name);
      return connect(pool, connect(convolve, picture));
    };
  };
}

function checkSize({ shape: [, height, width] }: SymbolicTensor, name: string): void {
  if ((height ?? 0) >= 2 && (width ?? 0) >= 2) return;
  throw new PolyheadError(
    "config-invalid",
    `The trunk cnn() halves the picture at each of its filters; nothing is left to halve at "${name}" (${height}×${width}). Use fewer filters or a larger image.`,
  );
}

function denseOverAll(units: number, numbers: readonly SymbolicTensor[]): Block {
  const block = denseBlock(units, "dense1");
  return (prefix, nextSeed) => {
    const flatten = layers.flatten({ name: `${prefix}_flatten` });
    const join = layers.concatenate({ axis: -1, name: `${prefix}_concatenate` });
    const dense = block(prefix, nextSeed);
    return (picture) => {
      const flat = connect(flatten, picture);
      return dense(numbers.length === 0 ? flat : connect(join, [flat, ...numbers]));
    };
  };
}
