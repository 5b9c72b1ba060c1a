// Legend: N batch, L output steps, C channels, D output channels, K taps of the kernel.
import { int, type Value } from "@polyhead/onnx";
import type { Emission } from "./emission.ts";
import { sizeOf, type EmitTensor } from "./emit-tensor.ts";
import type { Window } from "./window.ts";

/** Elements above which the patches of a sequence are not held at once: 256 MB. */
const mostPatches = 2 ** 26;

/**
 * Whether a convolution runs along sequences [N, 1, steps, C], whose patches lie nearly as the tensor does: a product of
 * matrices then, faster than ONNX Runtime's Conv, which takes one example at a time and its channels first.
 */
export function isSequence(window: Window): boolean {
  const { kernel, inLengths, outLengths, inShape, before, after, channelsFirst } = window;
  const patches = inShape[0]! * sizeOf(outLengths) * sizeOf(kernel) * inShape.at(-1)!;
  return (
    !channelsFirst &&
    inLengths.length === 2 &&
    [kernel[0], inLengths[0], outLengths[0]].every((length) => length === 1) &&
    before.every((length) => length >= 0) &&
    after[0]! <= 0 &&
    patches <= mostPatches
  );
}

/** x [N, 1, steps, C] convolved with a filter [1, K, C, D]: [N, 1, L, D]. */
export function sequenceConvolution(
  emission: Emission,
  x: EmitTensor,
  filter: EmitTensor,
  window: Window,
): EmitTensor {
  const [, , , filters = 0] = filter.shape;
  const matrix = emission.reshape(filter, [-1, filters]); // [K · C, D]
  const product = emission.op("Gemm", [patchesOf(emission, x, window), matrix]); // [N · L, D]
  return tensorOf(emission, product, window.outShape);
}

/** The gradient by the filter, [1, K, C, D]: the patches' transpose times dy. */
export function sequenceFilterGradient(
  emission: Emission,
  x: EmitTensor,
  dy: EmitTensor,
  filterShape: readonly number[],
  window: Window,
): EmitTensor {
  const rows = emission.reshape(dy, [-1, filterShape.at(-1)!]); // [N · L, D]
  const product = emission.op("Gemm", [patchesOf(emission, x, window), rows], { transA: int(1) }); // [K · C, D]
  return tensorOf(emission, product, filterShape);
}

/** The gradient by the input, where windows move by one step: for each tap, dy by the filter, moved to where the tap was. */
export function sequenceInputGradient(
  emission: Emission,
  dy: EmitTensor,
  filter: EmitTensor,
  window: Window,
): EmitTensor {
  const [, taps = 0, channels = 0, filters = 0] = filter.shape;
  const { dilations, before, inShape, inLengths } = window;
  const [batch = 0, , steps = 0] = dy.shape;
  const rows = emission.reshape(dy, [-1, filters]); // [N · L, D]
  const matrix = emission.reshape(filter, [taps, channels, filters]);
  const moved = Array.from({ length: taps }, (_, tap) => {
    const one = emission.reshape(emission.slice(matrix, [0], [tap], [tap + 1]), [channels, filters]);
    const product = emission.op("Gemm", [rows, one], { transB: int(1) }); // [N · L, C]
    const start = tap * dilations[1]! - before[1]!;
    return shifted(
      emission,
      emission.reshape(product, [batch, steps, channels]),
      start,
      steps,
      inLengths[1]!,
    );
  });
  return tensorOf(emission, moved.length === 1 ? moved[0]! : emission.op("Sum", moved), inShape);
}

/** Steps [N, L, C] from `start` on among `length` steps, zeros elsewhere; what lies outside is left out. */
function shifted(emission: Emission, value: Value, start: number, steps: number, length: number): Value {
  const [first, last] = [Math.max(0, -start), Math.min(steps, length - start)];
  const kept = first === 0 && last === steps ? value : emission.slice(value, [1], [first], [last]);
  const pads = [start + first, length - start - last] as const;
  return emission.pad(kept, [[0, 0], pads, [0, 0]], emission.scalar(0, "float32"));
}

/** The inputs of each window, [N · L, K · C]. */
function patchesOf(emission: Emission, x: EmitTensor, window: Window): Value {
  const { kernel, strides, dilations, before, after, outLengths, inShape } = window;
  const [batch = 0, , steps = 0, channels = 0] = inShape;
  const sequence = emission.reshape(x, [batch, steps, channels]);
  const pads = [before[1]!, Math.max(0, after[1]!)] as const;
  const padded = emission.pad(sequence, [[0, 0], pads, [0, 0]], emission.scalar(0, "float32"));
  const taps = Array.from({ length: kernel[1]! }, (_, tap) => {
    const start = tap * dilations[1]!;
    return emission.slice(
      padded,
      [1],
      [start],
      [start + (outLengths[1]! - 1) * strides[1]! + 1],
      [strides[1]!],
    );
  });
  const patches = taps.length === 1 ? taps[0]! : emission.op("Concat", taps, { axis: int(2) });
  return emission.reshape(patches, [-1, taps.length * channels]);
}

function tensorOf(emission: Emission, value: Value, shape: readonly number[]): EmitTensor {
  return { value: emission.reshape(value, shape), shape, dtype: "float32" };
}
