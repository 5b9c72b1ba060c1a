// Legend: B batch, D the axes between batch and features, I input features, U units.
import type { Value } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../activate.ts";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { columnsOf, rankOf, type TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface Dense {
  readonly activation: ActivationFunction | null;
  readonly bias: LayerVariable | null;
  readonly kernel: LayerVariable;
  readonly units: number;
}

export const dense: Translator = unary((layer, input, context) => {
  const { activation, bias, kernel, units } = layer as LiveLayer<Dense>;
  const weights = context.weights(kernel); // [I, U]
  const offset = bias === null ? undefined : context.constant("bias", context.weights(bias), [units]);
  const value =
    input.layout === "channels-first"
      ? pointwise(input, weights, units, offset, context)
      : product(input, weights, units, offset, context);
  return activate(
    { ...input, value, shape: [...input.shape.slice(0, -1), units], layout: after(input) },
    activation,
    context,
  );
});

function after({ layout }: TensorHandle): TensorHandle["layout"] {
  return layout === "channels-first" ? layout : "plain";
}

function product(
  input: TensorHandle,
  weights: Float32Array,
  units: number,
  bias: Value | undefined,
  context: LayerContext,
): Value {
  const columns = columnsOf(input);
  const rows = columns === undefined ? weights : orderRows(weights, columns, units);
  const kernel = context.constant("kernel", rows, [rows.length / units, units]);
  if (rankOf(input) === 2) return context.op("Gemm", [input.value, kernel, bias]);
  const value = context.op("MatMul", [input.value, kernel]);
  return bias === undefined ? value : context.op("Add", [value, bias]);
}

/** A dense layer over the channels of `[B, I, ...D]` is a convolution with a window of 1. */
function pointwise(
  input: TensorHandle,
  weights: Float32Array,
  units: number,
  bias: Value | undefined,
  context: LayerContext,
): Value {
  const features = weights.length / units;
  const window = Array<number>(input.shape.length - 1).fill(1);
  const kernel = transposeWeights(weights, [features, units], [1, 0]); // [U, I]
  return context.op("Conv", [
    input.value,
    context.constant("kernel", kernel, [units, features, ...window]),
    bias,
  ]);
}

function orderRows(weights: Float32Array, columns: Int32Array, units: number): Float32Array {
  const ordered = new Float32Array(weights.length);
  for (const [row, column] of columns.entries())
    ordered.set(weights.subarray(column * units, (column + 1) * units), row * units);
  return ordered;
}
