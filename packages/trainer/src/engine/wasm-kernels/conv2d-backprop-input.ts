import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend_util, type Conv2DBackpropInputAttrs, type TensorInfo } from "@tensorflow/tfjs-core";
import { floats, free, run, type KernelCall, type StockKernel, type WasmKernel } from "./wasm-kernel.ts";

// N batch, H × W input, Y × X output, K × L filter, C input and D output channels.

interface Inputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
}

/** Above this many zeros per value of dy, multiplying by them costs more than the stock kernel. */
const maxDilation = 9;

/** dx as a convolution of dy, spread by the strides, with the filter flipped and its channels swapped. */
export const conv2dBackpropInput: WasmKernel<Inputs, Conv2DBackpropInputAttrs> = {
  kernelName: "Conv2DBackpropInput",
  compute,
};

type Call = KernelCall<Inputs, Conv2DBackpropInputAttrs>;

function compute({ inputs: { dy, filter }, backend, attrs }: Call, stock: StockKernel): TensorInfo {
  const conv = convolution(filter.shape, attrs);
  const { strideHeight, strideWidth } = conv;
  const pad = gradientPad(conv);
  const negative = pad.flat().some((size) => size < 0);
  if (conv.dataFormat !== "channelsLast" || negative || strideHeight * strideWidth > maxDilation)
    return stock();

  const flipped = run(backend, "Reverse", { x: filter }, { dims: [0, 1] });
  const swapped = run(backend, "Transpose", { x: flipped }, { perm: [0, 1, 3, 2] });
  const spread = strideHeight * strideWidth === 1 ? undefined : spreadByStrides(dy, conv, backend);
  const dx = run(
    backend,
    "Conv2D",
    { x: spread ?? dy, filter: swapped },
    { strides: 1, pad, dataFormat: "NHWC", dilations: 1 },
  );
  free(backend, flipped, swapped, ...(spread === undefined ? [] : [spread]));
  return dx;
}

function convolution(
  filterShape: readonly number[],
  { inputShape, strides, pad, dimRoundingMode, dataFormat }: Conv2DBackpropInputAttrs,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape,
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** The padding of dy, spread, that makes the gradient's convolution give back H × W. */
function gradientPad(conv: backend_util.Conv2DInfo): number[][] {
  const { inHeight, inWidth, filterHeight, filterWidth, padInfo } = conv;
  const [height, width] = spreadSize(conv);
  return [
    [0, 0],
    [filterHeight - 1 - padInfo.top, inHeight + padInfo.top - height],
    [filterWidth - 1 - padInfo.left, inWidth + padInfo.left - width],
    [0, 0],
  ];
}

function spreadSize({
  outHeight,
  outWidth,
  strideHeight,
  strideWidth,
}: backend_util.Conv2DInfo): [number, number] {
  return [(outHeight - 1) * strideHeight + 1, (outWidth - 1) * strideWidth + 1];
}

/** dy [N, Y, X, D] with zeros between its pixels, so that stride 1 walks it as the strides walked x. */
function spreadByStrides(dy: TensorInfo, conv: backend_util.Conv2DInfo, backend: BackendWasm): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = conv;
  const [height, width] = spreadSize(conv);
  const spread = backend.makeOutput([batchSize, height, width, outChannels], "float32");
  const from = floats(backend, dy);
  const to = floats(backend, spread).fill(0);
  let source = 0;
  for (let row = 0; row < batchSize * outHeight; row++) {
    const image = Math.floor(row / outHeight);
    const target = (image * height + (row % outHeight) * strideHeight) * width;
    for (let x = 0; x < outWidth; x++) {
      to.set(from.subarray(source, source + outChannels), (target + x * strideWidth) * outChannels);
      source += outChannels;
    }
  }
  return spread;
}
