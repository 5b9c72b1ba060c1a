// B examples, D the axes of what stands for an input
import { add, dispose, mean, sub, tidy, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { inputValues, valueOf } from "./graph-values.ts";

/** A model's inputs as numbers that can be changed little by little, so that there are gradients of them. */
export interface ContinuousInputs {
  /** `[B, …D]` each, in the model's order, less their mean: inputs as they are, or what is looked up for whole numbers */
  readonly values: readonly Tensor[];
  /** One of the model's outputs as a function of such values, `[B, …D]` each → `[B, C]`. */
  readonly output: (index: number) => (values: readonly Tensor[]) => Tensor2D;
  readonly dispose: () => void;
}

/**
 * Where the values of a model's inputs become continuous.
 *
 * @param inputs examples, `[B, …]` each, standardized, which stay the caller's
 * @param reference examples, as many as there may be, over which what is looked up has its mean; by default the same
 */
export function continuousInputs(
  model: LayersModel,
  inputs: readonly Tensor[],
  reference: readonly Tensor[] = inputs,
): ContinuousInputs {
  const symbols = model.inputs.map(continuousSymbol);
  const lookedUp = tidy(() => {
    const values = inputValues(model, inputs);
    const others = inputValues(model, reference);
    return symbols.map((symbol, at) => {
      if (symbol === model.inputs[at]) return undefined;
      const value = valueOf(symbol, values);
      const average = mean(valueOf(symbol, others), 0, true);
      return { average, difference: sub(value, average) };
    });
  });
  return {
    values: inputs.map((input, at) => lookedUp[at]?.difference ?? input),
    output: (index) => (values) => {
      const given = new Map(
        symbols.map(({ id }, at) => {
          const value = values[at]!;
          const average = lookedUp[at]?.average;
          return [id, average === undefined ? value : add(value, average)];
        }),
      );
      return valueOf(model.outputs[index]!, given) as Tensor2D;
    },
    dispose: () => dispose(lookedUp.flatMap((own) => (own ? [own.average, own.difference] : []))),
  };
}

/** An input of numbers itself; of one of places in tables, what is looked up in them. */
export function continuousSymbol(input: SymbolicTensor): SymbolicTensor {
  if (input.dtype !== "int32") return input;
  return input.sourceLayer.outboundNodes[0]?.outputTensors[0] ?? input;
}
