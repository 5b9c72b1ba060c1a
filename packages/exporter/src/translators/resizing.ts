// Legend: B batch, C channels.
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { fixedLengths, lastLength, rankOf, storedAxis, type TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { resize, scaleBetween } from "./resize.ts";

interface Resizing {
  readonly cropToAspectRatio: boolean;
  readonly height: number;
  readonly interpolation: "bilinear" | "nearest";
  readonly width: number;
}

/** TensorFlow.js crops nothing: `cropToAspectRatio` only says whether corners stay in their places. */
export const resizing: Translator = unary((layer, input, context) => {
  const { cropToAspectRatio, height, interpolation, width } = layer as LiveLayer<Resizing>;
  if (rankOf(input) !== 4)
    throw context.refusal("without an axis of images, it resizes along the examples of a batch");
  const target = [height, width];
  const source = fixedLengths(input.shape.slice(0, 2));
  const shape = [...target, lastLength(input)];
  if (interpolation === "nearest")
    return { ...nearest(input, source, target, !cropToAspectRatio, context), shape };
  const images = context.channelsFirst(input);
  const value = resize(
    images.value,
    target.map((length, axis) => scaleBetween(source[axis] ?? 1, length)),
    {
      mode: "linear",
      coordinate_transformation_mode: cropToAspectRatio ? "asymmetric" : "align_corners",
    },
    context,
  );
  return { ...images, value, shape };
});

/** Picks rows and columns by TensorFlow.js's own arithmetic, from which runtimes differ where a position is halfway. */
function nearest(
  input: TensorHandle,
  source: readonly number[],
  target: readonly number[],
  alignCorners: boolean,
  context: LayerContext,
): TensorHandle {
  let { value } = input;
  for (const [index, length] of target.entries()) {
    const positions = nearestPositions(source[index] ?? 1, length, alignCorners);
    const picked = context.integers("positions", positions);
    value = context.op("Gather", [value, picked], { axis: storedAxis(input, index + 1) });
  }
  return { ...input, value };
}

function nearestPositions(from: number, to: number, alignCorners: boolean): number[] {
  const ratio = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, index) => {
    const position = ratio * index;
    return Math.min(from - 1, alignCorners ? Math.round(position) : Math.floor(position));
  });
}
