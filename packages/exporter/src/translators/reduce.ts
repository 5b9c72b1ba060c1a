import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";

/** The first operator set in which this reduction takes its axes as an input, not as an attribute. */
const AXES_AS_INPUT = { ReduceMax: 18, ReduceMean: 18, ReduceSum: 13 } as const;

/** Reduces a value along axes of the value. */
export function reduce(
  opType: keyof typeof AXES_AS_INPUT,
  value: Value,
  axes: readonly number[],
  keepAxes: boolean,
  context: LayerContext,
): Value {
  const keepdims = keepAxes ? 1 : 0;
  return context.opset < AXES_AS_INPUT[opType]
    ? context.op(opType, [value], { axes, keepdims })
    : context.op(opType, [value, context.integers("axes", axes)], { keepdims });
}
