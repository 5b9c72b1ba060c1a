// Legend: B batch, H height, W width, C channels, F filters, K kernel height, L kernel width.
import type { Value } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../../activate.ts";
import type { LayerContext } from "../../layer-context.ts";
import type { LiveLayer } from "../../layer.ts";
import type { TensorHandle } from "../../tensor-handle.ts";
import { slide, type DataFormat, type Window } from "../spatial.ts";
import { transposeWeights } from "../transpose-weights.ts";
import type { CellReader, RecurrentWeights } from "./cell.ts";

interface ConvLstm2dCell extends RecurrentWeights {
  readonly activation: ActivationFunction | null;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly padding: string;
  readonly recurrentActivation: ActivationFunction | null;
  readonly strides: readonly number[];
}

/** An LSTM cell whose products are convolutions: strided over the input, and SAME over the state. */
export const convLstm2dCell: CellReader = (cell, shape) => {
  const live = cell as LiveLayer<ConvLstm2dCell>;
  const { activation, dataFormat, dilationRate, filters, kernelSize, padding, recurrentActivation, strides } =
    live;
  const perGate = [recurrentActivation, recurrentActivation, activation, recurrentActivation];
  const window = { kernel: kernelSize, strides, dilations: dilationRate, padding };
  const lengths = windowedLengths(
    window,
    dataFormat === "channelsFirst" ? shape.slice(1) : shape.slice(0, -1),
  );
  const [layout, states] =
    dataFormat === "channelsFirst"
      ? (["plain", [filters, ...lengths]] as const)
      : (["channels-first", [...lengths, filters]] as const);
  return {
    states: [states, states],
    layout,
    step: (input, [state = input, carry = input], context) => {
      const sums = [inputSums(live, window, input, context), stateSums(live, state, context)];
      const sizes = context.integers("gates", Array<number>(4).fill(filters));
      const [i, f, c, o] = context
        .outputs(4, "Split", [context.op("Add", sums), sizes], { axis: 1 }) // [B, F, H, W] each
        .map((value, gate) => activate({ ...state, value }, perGate[gate] ?? null, context).value);
      const kept = context.op("Mul", [f, carry.value]);
      const carried = { ...carry, value: context.op("Add", [kept, context.op("Mul", [i, c])]) };
      const value = context.op("Mul", [o, activate(carried, activation, context).value]);
      return [{ ...state, value }, carried];
    },
  };
};

function inputSums(
  { bias, filters, kernel }: ConvLstm2dCell,
  window: Window,
  input: TensorHandle,
  context: LayerContext,
): Value {
  const { value, attributes } = slide(window, input, context);
  const offset = bias ? context.constant("bias", context.weights(bias), [4 * filters]) : undefined;
  return context.op("Conv", [value, convolutionKernel("kernel", kernel, context), offset], attributes);
}

function stateSums(
  { kernelSize, recurrentKernel }: ConvLstm2dCell,
  state: TensorHandle,
  context: LayerContext,
): Value {
  const { value, attributes } = slide(
    { kernel: kernelSize, strides: [1, 1], padding: "same" },
    state,
    context,
  );
  return context.op(
    "Conv",
    [value, convolutionKernel("recurrent_kernel", recurrentKernel, context)],
    attributes,
  );
}

function convolutionKernel(name: string, variable: LayerVariable, context: LayerContext): Value {
  const dims = variable.shape.map(Number); // [K, L, C, 4 * F]
  const [height = 1, width = 1, channels = 1, filters = 1] = dims;
  const weights = transposeWeights(context.weights(variable), dims, [3, 2, 0, 1]);
  return context.constant(name, weights, [filters, channels, height, width]);
}

function windowedLengths(
  { kernel, strides, dilations = [], padding }: Window,
  lengths: readonly number[],
): number[] {
  return lengths.map((length, axis) => {
    const { [axis]: stride = 1 } = strides;
    const extent = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return Math.ceil((padding === "same" ? length : length - extent + 1) / stride);
  });
}
