// B examples, S multiples of them, L tokens, D the axes of what stands for an input
import { dispose, add, mean, sub, sum, tidy, tile, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { ColumnEmbeddings } from "../model/layers/column-embeddings.ts";
import { inputValues, valueOf } from "./graph-values.ts";

/** A model's inputs as numbers that can be changed little by little, so that there are gradients of them. */
export interface ContinuousInputs {
  /**
   * `[B, …D]` each, in the model's order, less what they start from: inputs as they are, what is looked up for the values of columns
   * less its mean, what is looked up for tokens, of which there are several where towers or experts look up their own
   */
  readonly values: readonly Tensor[];
  /** One of the model's outputs as a function of such values, `[S·B, …D]` each → `[S·B, C]`, or `[S·B, L, C]`. */
  readonly output: (index: number) => (values: readonly Tensor[]) => Tensor;
  /** What each value accounts for by input, `[B, …D]` each; of a text by token, `[B, L]`. */
  readonly byInput: (attributions: readonly Tensor[]) => Tensor[];
  readonly dispose: () => void;
}

/** A tensor of the network that stands for an input. */
interface Place {
  readonly symbol: SymbolicTensor;
  /** which of the model's inputs */
  readonly at: number;
  /** what the values have been made less by: `[1, …D]` */
  readonly average?: Tensor;
}

/**
 * Where the values of a model's inputs become continuous.
 *
 * @param inputs examples, `[B, …]` each, standardized, which stay the caller's
 * @param reference examples, as many as there may be, over which what is looked up for columns has its mean; by default the same
 */
export function continuousInputs(
  model: LayersModel,
  inputs: readonly Tensor[],
  reference: readonly Tensor[] = inputs,
): ContinuousInputs {
  const lookedUp: Tensor[] = [];
  const parts = model.inputs.flatMap((input, at): { readonly place: Place; readonly value: Tensor }[] =>
    continuousSymbols(input).map((symbol) => {
      if (symbol === input) return { place: { symbol, at }, value: inputs[at]! };
      const isColumns = symbol.sourceLayer instanceof ColumnEmbeddings;
      const [value, average] = tidy((): Tensor[] => {
        const own = valueOf(symbol, inputValues(model, inputs));
        if (!isColumns) return [own];
        const average = mean(valueOf(symbol, inputValues(model, reference)), 0, true);
        return [sub(own, average), average];
      });
      lookedUp.push(value!, ...(average ? [average] : []));
      return { place: { symbol, at, ...(average && { average }) }, value: value! };
    }),
  );
  const places = parts.map(({ place }) => place);
  const [batch = 1] = inputs[0]?.shape ?? [];
  return {
    values: parts.map(({ value }) => value),
    output: (index) => (values) => {
      const times = (values[0]?.shape[0] ?? batch) / batch;
      // Masks read the tokens themselves.
      const own = inputs.map((input) => (input.dtype === "int32" ? repeated(input, times) : input));
      const given = inputValues(model, own);
      for (const [at, { symbol, average }] of places.entries())
        given.set(symbol.id, average === undefined ? values[at]! : add(values[at]!, average));
      return valueOf(model.outputs[index]!, given);
    },
    byInput: (attributions) =>
      model.inputs.map((input, at) => {
        const own = attributions.filter((_, place) => places[place]?.at === at);
        const [first] = own;
        if (first === undefined || !isText(input)) return first!;
        return tidy(() => own.map((each) => sum(each, -1)).reduce((total, each) => add(total, each)));
      }),
    dispose: () => dispose(lookedUp),
  };
}

/** An input of numbers itself; of one of places in tables, what is looked up in them, wherever it is. */
export function continuousSymbols(input: SymbolicTensor): readonly SymbolicTensor[] {
  if (input.dtype !== "int32") return [input];
  return input.sourceLayer.outboundNodes.flatMap(({ outboundLayer, outputTensors }) =>
    outboundLayer instanceof ColumnEmbeddings || outboundLayer.getClassName() === "Embedding"
      ? outputTensors
      : [],
  );
}

/** Whether an input's values are looked up token by token. */
function isText(input: SymbolicTensor): boolean {
  return continuousSymbols(input).some(({ rank }) => rank === 3 && input.dtype === "int32");
}

/** The examples so many times, one lot after another. */
function repeated(input: Tensor, times: number): Tensor {
  return times === 1 ? input : tile(input, [times, ...input.shape.slice(1).map(() => 1)]);
}
