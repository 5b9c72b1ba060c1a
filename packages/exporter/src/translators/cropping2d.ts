import type { LiveLayer } from "../layer.ts";
import { storedAxis } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { sliceAxes } from "./slice-axes.ts";
import type { DataFormat } from "./spatial.ts";

interface Cropping2D {
  /** Rows from the top and the bottom, columns from the left and the right. */
  readonly cropping: readonly (readonly [number, number])[];
  readonly dataFormat: DataFormat;
}

export const cropping2d: Translator = unary((layer, input, context) => {
  const { cropping, dataFormat } = layer as LiveLayer<Cropping2D>;
  const first = dataFormat === "channelsFirst" ? 2 : 1;
  const shape = input.shape.map((length, index) => {
    const [before, after] = cropping[index + 1 - first] ?? [0, 0];
    return length === null ? null : length - before - after;
  });
  if (shape.some((length) => length !== null && length < 1))
    throw context.refusal(`its output would have the shape [batch, ${shape.join(", ")}]`);
  const ranges = cropping.map(([before, after], index) => ({
    axis: storedAxis(input, first + index),
    start: before,
    end: -after,
  }));
  return { ...input, value: sliceAxes(input.value, ranges, context), shape };
});
