import { backend_util, type MaxPoolGradAttrs, type TensorInfo } from "@tensorflow/tfjs-core";
import { floats, type KernelCall, type WasmKernel } from "./wasm-kernel.ts";

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

/** Sends each value of dy to the first greatest input of its window, as tfjs's CPU kernel does, at memory speed. */
export const maxPoolGrad: WasmKernel<Inputs, MaxPoolGradAttrs> = { kernelName: "MaxPoolGrad", compute };

function compute({ inputs, backend, attrs }: KernelCall<Inputs, MaxPoolGradAttrs>): TensorInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const shape = inputs.input.shape as [number, number, number, number];
  const pool = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const dx = backend.makeOutput([...shape], "float32");
  scatter(floats(backend, inputs.input), floats(backend, inputs.dy), floats(backend, dx).fill(0), pool);
  return dx;
}

function scatter(x: Float32Array, dy: Float32Array, dx: Float32Array, pool: backend_util.Conv2DInfo): void {
  const winners = new Int32Array(pool.inChannels);
  const greatest = new Float32Array(pool.inChannels);
  let at = 0;
  for (let image = 0; image < pool.batchSize; image++) {
    for (let row = 0; row < pool.outHeight; row++) {
      for (let column = 0; column < pool.outWidth; column++) {
        findWinners(x, pool, image, row, column, winners, greatest);
        for (const winner of winners) {
          if (winner >= 0) dx[winner]! += dy[at]!;
          at++;
        }
      }
    }
  }
}

/** The index of the first greatest input per channel of one window, and -1 where nothing is above -∞. */
function findWinners(
  x: Float32Array,
  pool: backend_util.Conv2DInfo,
  image: number,
  outRow: number,
  outColumn: number,
  winners: Int32Array,
  greatest: Float32Array,
): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = pool;
  const top = outRow * pool.strideHeight - padInfo.top;
  const left = outColumn * pool.strideWidth - padInfo.left;
  winners.fill(-1);
  greatest.fill(-Infinity);
  for (let row = Math.max(0, top); row < Math.min(inHeight, top + filterHeight); row++) {
    for (let column = Math.max(0, left); column < Math.min(inWidth, left + filterWidth); column++) {
      let index = ((image * inHeight + row) * inWidth + column) * inChannels;
      for (let channel = 0; channel < inChannels; channel++, index++) {
        const value = x[index]!;
        if (value > greatest[channel]!) {
          greatest[channel] = value;
          winners[channel] = index;
        }
      }
    }
  }
}
