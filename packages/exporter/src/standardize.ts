import type { Value } from "@polyhead/onnx";
import type { Normalizer } from "@polyhead/spec";
import type { GraphScope } from "./graph-scope.ts";
import { channelDims, rankOf, type TensorHandle } from "./tensor-handle.ts";

/**
 * Bakes `(value − mean) / std` into the graph. An image becomes channels-first on the way.
 *
 * The two operations stay two, and stay out of the first layer's weights: folded into one multiplication and addition,
 * a mean that is large against its std would cost digits, and under zero padding the fold would not even be exact.
 */
export function standardize(input: TensorHandle, { mean, std }: Normalizer, scope: GraphScope): TensorHandle {
  const { name } = input.value;
  const handle = rankOf(input) > 2 ? scope.channelsFirst(input) : input;
  const dims = channelDims(handle);
  const apply = (opType: string, value: Value, part: string, operand: readonly number[], neutral: number) => {
    if (operand.every((number) => number === neutral)) return value;
    const constant = scope.constant(`${name}/${part}`, Float32Array.from(operand), dims);
    return scope.builder.op(opType, [value, constant], {}, { hint: `${name}/standardized` });
  };
  const centered = apply("Sub", handle.value, "mean", mean, 0);
  return { ...handle, value: apply("Div", centered, "std", std, 1) };
}
