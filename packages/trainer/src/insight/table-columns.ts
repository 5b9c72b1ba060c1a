// F numbers that stand for an input's columns
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { inputSize, type FittedSpec } from "@polyhead/spec";
import { ColumnEmbeddings } from "../model/layers/column-embeddings.ts";
import { continuousSymbol } from "./continuous-inputs.ts";

/** An input that has columns. */
export interface TableColumns {
  readonly name: string;
  /** which of the model's inputs */
  readonly at: number;
  readonly columns: readonly string[];
  /** how many numbers stand for each column, such as those of an embedding */
  readonly widths: readonly number[];
}

/** The inputs that have columns. */
export function tablesOf({ inputs }: FittedSpec, model: LayersModel): TableColumns[] {
  return Object.entries(inputs).flatMap(([name, input], at) => {
    if (!("columns" in input)) return [];
    const { columns } = input;
    const { sourceLayer } = continuousSymbol(model.inputs[at]!);
    const even = columns.map(() => inputSize(input) / columns.length);
    return [
      { name, at, columns, widths: sourceLayer instanceof ColumnEmbeddings ? sourceLayer.widths : even },
    ];
  });
}

/** The sum of the numbers of each column. @param values `[F]` of one example */
export function columnSums(values: ArrayLike<number>, widths: readonly number[]): number[] {
  let at = 0;
  return widths.map((width) => {
    let sum = 0;
    for (let feature = 0; feature < width; feature++) sum += values[at++] ?? 0;
    return sum;
  });
}
