import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";

/** Part of an axis, from `start` to before `end`; an end of 0 or less counts back from the axis's own, which is the default. */
export interface AxisRange {
  readonly axis: number;
  readonly start: number;
  readonly end?: number;
}

/** What ONNX takes for the end of any axis. */
const END = 2 ** 31 - 1;

/** A part of a value along axes of the value; the value itself where the ranges are whole. */
export function sliceAxes(value: Value, ranges: readonly AxisRange[], context: LayerContext): Value {
  const cut = ranges.filter(({ start, end = 0 }) => start !== 0 || end !== 0);
  if (cut.length === 0) return value;
  return context.op("Slice", [
    value,
    context.integers(
      "starts",
      cut.map(({ start }) => start),
    ),
    context.integers(
      "ends",
      cut.map(({ end = 0 }) => (end === 0 ? END : end)),
    ),
    context.integers(
      "axes",
      cut.map(({ axis }) => axis),
    ),
  ]);
}
