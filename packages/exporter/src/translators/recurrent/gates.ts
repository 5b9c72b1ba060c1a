// Legend: B batch, I inputs of a step, U units, G gates.
import type { Value } from "@polyhead/onnx";
import type { ActivationFunction } from "../../activate.ts";
import { activate } from "../../activate.ts";
import type { LayerContext } from "../../layer-context.ts";
import type { TensorHandle } from "../../tensor-handle.ts";
import type { RecurrentWeights } from "./cell.ts";

/** The activations that the RNN, GRU and LSTM of every execution provider know; others are run step by step. */
const operatorActivations: ReadonlyMap<string, string> = new Map([
  ["relu", "Relu"],
  ["sigmoid", "Sigmoid"],
  ["tanh", "Tanh"],
]);

/** ONNX's names of activations, undefined where one has none that runs everywhere. */
export function activationNames(
  ...activations: readonly (ActivationFunction | null)[]
): readonly string[] | undefined {
  const names = activations.map((activation) => operatorActivations.get(activation?.getClassName() ?? ""));
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** The input of a step times the kernel, plus the bias: `[B, G * U]`. */
export function project(input: TensorHandle, weights: RecurrentWeights, context: LayerContext): Value {
  const { bias, kernel } = weights;
  const [rows = 0, columns = 0] = kernel.shape.map(Number);
  return context.op("Gemm", [
    input.value,
    context.constant("kernel", context.weights(kernel), [rows, columns]),
    bias ? context.constant("bias", context.weights(bias), [columns]) : undefined,
  ]);
}

/** A value `[B, G * U]` cut into its gates, with an activation on each. */
export function gatesOf(
  value: Value,
  activations: readonly (ActivationFunction | null)[],
  units: number,
  context: LayerContext,
): readonly Value[] {
  const sizes = context.integers("gates", Array<number>(activations.length).fill(units));
  return context
    .outputs(activations.length, "Split", [value, sizes], { axis: 1 })
    .map((part, gate) => activated(part, activations[gate] ?? null, units, context));
}

export function activated(
  value: Value,
  activation: ActivationFunction | null,
  units: number,
  context: LayerContext,
): Value {
  return activate({ value, shape: [units], layout: "plain" }, activation, context).value;
}

export function plainState(value: Value, units: number): TensorHandle {
  return { value, shape: [units], layout: "plain" };
}
