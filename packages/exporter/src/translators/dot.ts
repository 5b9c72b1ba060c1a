// Legend: B batch, I the length that is summed over, M and N what is left of the inputs.
import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { rankOf, type TensorHandle } from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";
import { reduce } from "./reduce.ts";

interface Dot {
  readonly axes: number | readonly number[];
  readonly normalize: boolean;
}

/** What TensorFlow.js keeps the square of a vector's length above, by default. */
const EPSILON = 1e-7;

export const dot: Translator = (layer, inputs, context) => {
  const { axes, normalize } = layer as LiveLayer<Dot>;
  const [left, right] = inputs.map((input, index) => {
    const declared = typeof axes === "number" ? axes : (axes[index] ?? -1);
    const axis = declared < 0 ? declared + rankOf(input) : declared;
    if (axis === 0) throw context.refusal("it multiplies along the examples of a batch");
    const plain = context.plain(input);
    return { input: normalize ? normalized(plain, axis, context) : plain, axis };
  });
  if (left === undefined || right === undefined) throw context.refusal("it has not two inputs");
  const shape = [
    ...left.input.shape.toSpliced(left.axis - 1, 1),
    ...right.input.shape.toSpliced(right.axis - 1, 1),
  ];
  if (shape.length > 0) return [{ value: product(left, right, context), shape, layout: "plain" }];
  const products = context.op("Mul", [left.input.value, right.input.value]); // [B, I]
  return [{ value: reduce("ReduceSum", products, [1], true, context), shape: [1], layout: "plain" }];
};

interface Factor {
  readonly input: TensorHandle;
  /** The axis that is summed over. */
  readonly axis: number;
}

/** `[B, M, I]` times `[B, I, N]`; a factor `[B, I]` takes part as a row or a column, and its axis is dropped from the result. */
function product(left: Factor, right: Factor, context: LayerContext): Value {
  const value = context.op("MatMul", [matrix(left, 2, context), matrix(right, 1, context)]);
  const dropped = [left, right].flatMap(({ input }, index) => (rankOf(input) === 2 ? [index + 1] : []));
  return dropped.length === 0 ? value : context.op("Squeeze", [value, context.integers("axes", dropped)]);
}

/** A factor with three axes, of which `place` is summed over. */
function matrix({ input, axis }: Factor, place: 1 | 2, context: LayerContext): Value {
  if (rankOf(input) === 2)
    return context.op("Unsqueeze", [input.value, context.integers("axes", [3 - place])]);
  return axis === place ? input.value : context.op("Transpose", [input.value], { perm: [0, 2, 1] });
}

/** x / √max(Σx², ε) */
function normalized(input: TensorHandle, axis: number, context: LayerContext): TensorHandle {
  const { value } = input;
  const squares = reduce("ReduceSum", context.op("Mul", [value, value]), [axis], true, context);
  const norm = context.op("Sqrt", [context.op("Max", [squares, context.scalar("epsilon", EPSILON)])]);
  return { ...input, value: context.op("Div", [value, norm]) };
}
