// Legend: B batch, H height, W width, C channels.
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { fixedLengths, lastLength, rankOf, storedAxis } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { resize, scaleBetween } from "./resize.ts";
import { sliceAxes } from "./slice-axes.ts";

interface CenterCrop {
  readonly height: number;
  readonly width: number;
}

/** Where either side is shorter than asked for, TensorFlow.js resizes both instead. */
export const centerCrop: Translator = unary((layer, input, context) => {
  const { height, width } = layer as LiveLayer<CenterCrop>;
  if (rankOf(input) !== 4) throw context.refusal("without an axis of images, it takes a batch for an image");
  const target = [height, width];
  const source = fixedLengths(input.shape.slice(0, 2));
  const shape = [...target, lastLength(input)];
  if (target.every((length, axis) => length <= (source[axis] ?? 1))) {
    const ranges = target.map((length, axis) => {
      const start = cropStart(source[axis] ?? 1, length, axis === 1, context);
      return { axis: storedAxis(input, axis + 1), start, end: start + length - (source[axis] ?? 1) };
    });
    return { ...input, value: sliceAxes(input.value, ranges, context), shape };
  }
  const images = context.channelsFirst(input);
  const scales = target.map((length, axis) => scaleBetween(source[axis] ?? 1, length));
  const attributes = { mode: "linear", coordinate_transformation_mode: "asymmetric" };
  return { ...images, value: resize(images.value, scales, attributes, context), shape };
});

/** The first row or column that is kept, by the arithmetic of TensorFlow.js's `cropAndResize`, which takes fractions. */
function cropStart(from: number, to: number, columns: boolean, context: LayerContext): number {
  const half = Math.floor((from - to) / 2);
  const margin = columns && half === 0 && from !== to ? 1 : half;
  const [first, last] = [Math.fround(margin / from), Math.fround((to + margin) / from)];
  const step = to > 1 ? ((last - first) * (from - 1)) / (to - 1) : 0;
  const start = to > 1 ? first * (from - 1) : 0.5 * (first + last) * (from - 1);
  if (start + (to - 1) * step > from - 1)
    throw context.refusal(
      `TensorFlow.js itself blanks the last of ${to} columns out of ${from}, by an error of rounding`,
    );
  return Math.round(start);
}
