import { backend_util, type Conv2DBackpropFilterAttrs, type TensorInfo } from "@tensorflow/tfjs-core";
import { floats, free, run, type KernelCall, type WasmKernel } from "./wasm-kernel.ts";

// N batch, H × W input, Y × X output, K × L filter, C input and D output channels.

interface Inputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}

/** Columns of patches that are multiplied at once: few enough for the cache, enough to fill the product. */
const bandColumns = 2048;

/** The stock wasm backend lacks this kernel: dW[K·L·C, D] = patches(x)[K·L·C, Y·X·N] · dy[Y·X·N, D]. */
export const conv2dBackpropFilter: WasmKernel<Inputs, Conv2DBackpropFilterAttrs> = {
  kernelName: "Conv2DBackpropFilter",
  compute,
};

type Call = KernelCall<Inputs, Conv2DBackpropFilterAttrs>;

function compute({ inputs, backend, attrs }: Call): TensorInfo {
  const conv = convolution(inputs.x.shape, attrs);
  const lastChannel = conv.dataFormat === "channelsLast";
  const { batchSize, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth } = conv;
  const rowColumns = outWidth * batchSize;
  const bandHeight = Math.max(1, Math.floor(bandColumns / rowColumns));
  const weights = filterHeight * filterWidth * inChannels;

  const x = run(backend, "Transpose", { x: inputs.x }, { perm: lastChannel ? [3, 1, 2, 0] : [1, 2, 3, 0] });
  const dy = run(backend, "Transpose", { x: inputs.dy }, { perm: lastChannel ? [1, 2, 0, 3] : [2, 3, 0, 1] });
  const dw = run(backend, "Fill", {}, { shape: [...attrs.filterShape], value: 0, dtype: "float32" });
  const patches = backend.makeOutput([weights, bandHeight * rowColumns], "float32");
  for (let top = 0; top < outHeight; top += bandHeight) {
    const height = Math.min(bandHeight, outHeight - top);
    const columns = height * rowColumns;
    gatherPatches(floats(backend, x), floats(backend, patches), conv, top, height);
    const b = backend.makeOutput([1, columns, outChannels], "float32");
    const start = top * rowColumns * outChannels;
    floats(backend, b).set(floats(backend, dy).subarray(start, start + columns * outChannels));
    const a = { ...patches, shape: [1, weights, columns] };
    const product = run(backend, "BatchMatMul", { a, b }, { transposeA: false, transposeB: false });
    accumulate(floats(backend, product), floats(backend, dw));
    free(backend, b, product);
  }
  free(backend, x, dy, patches);
  return dw;
}

function convolution(xShape: readonly number[], attrs: Conv2DBackpropFilterAttrs): backend_util.Conv2DInfo {
  const { filterShape, strides, pad, dimRoundingMode, dataFormat } = attrs;
  return backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** Writes what each weight meets in output rows `top` to `top + height`: x [C, H, W, N] → [K, L, C, height, X, N]. */
function gatherPatches(
  x: Float32Array,
  patches: Float32Array,
  conv: backend_util.Conv2DInfo,
  top: number,
  height: number,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outWidth, filterHeight, filterWidth, padInfo } = conv;
  patches.fill(0);
  let at = 0;
  for (let k = 0; k < filterHeight; k++) {
    for (let l = 0; l < filterWidth; l++) {
      const offset = l - padInfo.left;
      const first = Math.max(0, Math.ceil(-offset / conv.strideWidth));
      const end = Math.min(outWidth, Math.ceil((inWidth - offset) / conv.strideWidth));
      for (let c = 0; c < inChannels; c++) {
        for (let y = top; y < top + height; y++) {
          const row = y * conv.strideHeight + k - padInfo.top;
          if (row >= 0 && row < inHeight && first < end) {
            const start = ((c * inHeight + row) * inWidth + first * conv.strideWidth + offset) * batchSize;
            copyRuns(x, start, patches, at + first * batchSize, end - first, conv);
          }
          at += outWidth * batchSize;
        }
      }
    }
  }
}

/** Copies `count` pixels of N values each, taking every strideWidth-th. */
function copyRuns(
  from: Float32Array,
  start: number,
  to: Float32Array,
  at: number,
  count: number,
  { batchSize, strideWidth }: backend_util.Conv2DInfo,
): void {
  if (strideWidth === 1) {
    to.set(from.subarray(start, start + count * batchSize), at);
    return;
  }
  for (let pixel = 0; pixel < count; pixel++) {
    const source = start + pixel * strideWidth * batchSize;
    to.set(from.subarray(source, source + batchSize), at + pixel * batchSize);
  }
}

function accumulate(part: Float32Array, sum: Float32Array): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += part[index]!;
}
