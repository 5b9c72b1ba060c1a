import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

type Config2D = Partial<Parameters<typeof layers.conv2dTranspose>[0]>;
type Config3D = Partial<Parameters<typeof layers.conv3dTranspose>[0]>;

function flat(name: string, config: Config2D, shape: readonly Length[] = [4, 5, 3]): LayerCase {
  const make = () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, ...config });
  return {
    layer: "Conv2DTranspose",
    name,
    model: () => layerModel(make, shape),
    ...(shape.includes(null) && { lengths: [3, 5] }),
  };
}

function deep(name: string, config: Config3D): LayerCase {
  const make = () => layers.conv3dTranspose({ filters: 2, kernelSize: 3, ...config });
  const reason = "ONNX Runtime's WebGPU provider has no ConvTranspose in three dimensions";
  return {
    layer: "Conv3DTranspose",
    name,
    model: () => layerModel(make, [3, 2, 4, 3]),
    except: { webgpu: reason, "browser-webgpu": reason },
  };
}

const paddings = ["same", "valid"] as const;

export const convTransposeCases: readonly LayerCase[] = [
  ...paddings.flatMap((padding) => [
    ...[1, 2, 3].map((strides) =>
      flat(`kernel 3, stride ${strides}, ${padding.toUpperCase()}`, { strides, padding }),
    ),
    flat(`kernel 2×1, stride 3×4, ${padding.toUpperCase()}`, {
      kernelSize: [2, 1],
      strides: [3, 4],
      padding,
    }),
    flat(`kernel 4×5, stride 2×1, ${padding.toUpperCase()}`, {
      kernelSize: [4, 5],
      strides: [2, 1],
      padding,
    }),
    ...[1, 2].map((strides) =>
      deep(`kernel 3, stride ${strides}, ${padding.toUpperCase()}`, { strides, padding }),
    ),
    deep(`kernel 1×2×1, stride 2×5×4, ${padding.toUpperCase()}`, {
      kernelSize: [1, 2, 1],
      strides: [2, 5, 4],
      padding,
    }),
  ]),
  flat("open lengths", { strides: 2, padding: "same" }, [null, null, 3]),
  flat("channels first", { strides: 2, dataFormat: "channelsFirst" }),
  flat("channels first, softmax", { activation: "softmax", dataFormat: "channelsFirst" }),
  flat("no bias, relu", { useBias: false, activation: "relu" }),
  flat("dilation, which has no effect", { dilationRate: 2, padding: "same" }),
  deep("channels first", { strides: 2, dataFormat: "channelsFirst" }),
  deep("no bias, relu", { useBias: false, activation: "relu" }),
];
