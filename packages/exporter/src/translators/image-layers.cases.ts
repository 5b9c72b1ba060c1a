// Cropping, padding and resizing of images.
import type { Tensor } from "@tensorflow/tfjs-core";
import { layers, type LayersModel } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import { buildModel, call } from "../testing/models.ts";
import type { Length } from "../tensor-handle.ts";

type Shape = readonly (number | null)[];
type Kwargs = Parameters<Layer["call"]>[1];

function on(layer: string, name: string, make: () => Layer, shape: readonly Length[] = [7, 6, 3]): LayerCase {
  return {
    layer,
    name,
    model: () => layerModel(make, shape),
    ...(shape.includes(null) && { lengths: [4, 6] }),
  };
}

/**
 * TensorFlow.js hands a layer inside a model a list of one tensor, which Resizing, and CenterCrop where it enlarges, do not
 * unpack; and Resizing tells a shape without a batch.
 */
function mended(layer: Layer, height: number, width: number): Layer {
  const run = layer.call.bind(layer);
  return Object.assign(layer, {
    call: (inputs: Tensor | Tensor[], kwargs: Kwargs) => run([inputs].flat()[0] ?? inputs, kwargs),
    computeOutputShape: ([batch, , , channels]: Shape) => [batch, height, width, channels],
  });
}

const open = [null, null, 3];

const cropping: readonly LayerCase[] = [
  on("Cropping2D", "2 on every side", () => layers.cropping2D({ cropping: 2 })),
  on("Cropping2D", "nothing above, nothing to the right", () =>
    layers.cropping2D({
      cropping: [
        [0, 2],
        [1, 0],
      ],
    }),
  ),
  on("Cropping2D", "channels first", () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 1],
      ],
      dataFormat: "channelsFirst",
    }),
  ),
  on(
    "Cropping2D",
    "open lengths",
    () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 1],
        ],
      }),
    open,
  ),
];

const padding: readonly LayerCase[] = [
  on("ZeroPadding2D", "1, the default", () => layers.zeroPadding2d()),
  on("ZeroPadding2D", "different on every side", () =>
    layers.zeroPadding2d({
      padding: [
        [0, 2],
        [3, 1],
      ],
    }),
  ),
  on("ZeroPadding2D", "channels first", () =>
    layers.zeroPadding2d({ padding: [2, 1], dataFormat: "channelsFirst" }),
  ),
  on("ZeroPadding2D", "open lengths", () => layers.zeroPadding2d({ padding: 2 }), open),
];

const upSampling = (["nearest", "bilinear"] as const).flatMap((interpolation) => [
  on("UpSampling2D", `2, ${interpolation}`, () => layers.upSampling2d({ interpolation })),
  on("UpSampling2D", `3×5, ${interpolation}`, () => layers.upSampling2d({ size: [3, 5], interpolation })),
  on("UpSampling2D", `channels first, ${interpolation}`, () =>
    layers.upSampling2d({ size: [2, 3], interpolation, dataFormat: "channelsFirst" }),
  ),
  on("UpSampling2D", `open lengths, ${interpolation}`, () => layers.upSampling2d({ interpolation }), open),
]);

const sizes = [
  [14, 12],
  [9, 11],
  [4, 5],
  [1, 1],
] as const;

const resizing = (["nearest", "bilinear"] as const).flatMap((interpolation) =>
  [false, true].flatMap((cropToAspectRatio) =>
    sizes.map(([height, width]) => {
      const corners = cropToAspectRatio ? "corners move" : "corners stay";
      return on("Resizing", `to ${height}×${width}, ${interpolation}, ${corners}`, () =>
        mended(layers.resizing({ height, width, interpolation, cropToAspectRatio }), height, width),
      );
    }),
  ),
);

const centerCrop: readonly LayerCase[] = [
  ...[
    [7, 6],
    [4, 3],
    [7, 5],
    [1, 1],
  ].map(([height = 1, width = 1]) => ({
    layer: "CenterCrop",
    name: `to ${height}×${width}`,
    model: () => croppedModel(() => layers.centerCrop({ height, width })),
  })),
  ...[
    [9, 8],
    [3, 9],
  ].map(([height = 1, width = 1]) =>
    on("CenterCrop", `to ${height}×${width}, which resizes`, () =>
      mended(layers.centerCrop({ height, width }), height, width),
    ),
  ),
];

/** CenterCrop writes its output's shape over its input's, so an input layer would take no larger images. */
function croppedModel(make: () => Layer): LayersModel {
  return buildModel([[5, 4, 3]], (x) => call(make(), call(layers.zeroPadding2d(), x)));
}

export const imageLayersCases: readonly LayerCase[] = [
  ...cropping,
  ...padding,
  ...upSampling,
  ...resizing,
  ...centerCrop,
  on("Rescaling", "scale and offset", () => layers.rescaling({ scale: 1 / 127.5, offset: -1 })),
  on("Rescaling", "scale alone", () => layers.rescaling({ scale: 3 })),
];
