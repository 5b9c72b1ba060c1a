import type { TensorInfo, UnsortedSegmentSumAttrs } from "@tensorflow/tfjs-core";
import { floats, type KernelCall, type WasmKernel } from "./wasm-kernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly segmentIds: TensorInfo;
}

/**
 * Adds up the rows of x, `[rows, ...]`, that have the same segment: the gradient of looking rows up. tfjs has no kernel for it on
 * WASM; the one for its CPU backend passes over x once for each segment.
 */
export const unsortedSegmentSum: WasmKernel<Inputs, UnsortedSegmentSumAttrs> = {
  kernelName: "UnsortedSegmentSum",
  compute,
};

function compute({ inputs, backend, attrs }: KernelCall<Inputs, UnsortedSegmentSumAttrs>): TensorInfo {
  const { x, segmentIds } = inputs;
  const { numSegments } = attrs;
  const [, ...inner] = x.shape;
  const width = inner.reduce((product, length) => product * length, 1);
  const result = backend.makeOutput([numSegments, ...inner], "float32");
  const from = floats(backend, x);
  const to = floats(backend, result).fill(0);
  for (const [row, segment] of (backend.typedArrayFromHeap(segmentIds) as Int32Array).entries()) {
    if (segment < 0 || segment >= numSegments) continue;
    for (let at = 0; at < width; at++) to[segment * width + at]! += from[row * width + at]!;
  }
  return result;
}
