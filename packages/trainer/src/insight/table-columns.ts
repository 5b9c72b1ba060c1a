// F numbers that stand for an input's columns
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { inputSize, type FittedSpec } from "@polyhead/spec";
import { ColumnEmbeddings } from "../model/layers/column-embeddings.ts";
import { continuousSymbols } from "./continuous-inputs.ts";

/** An input that has columns. */
export interface TableColumns {
  readonly name: string;
  /** which of the model's inputs */
  readonly at: number;
  readonly columns: readonly string[];
  /** what stands for the columns, in the order of the numbers */
  readonly features: readonly Features[];
}

/** Numbers side by side that stand for one of an input's columns, such as an embedding. */
interface Features {
  /** its place among the columns */
  readonly column: number;
  readonly count: number;
}

/** The inputs that have columns. */
export function tablesOf({ inputs }: FittedSpec, model: LayersModel): TableColumns[] {
  return Object.entries(inputs).flatMap(([name, input], at) => {
    if (!("columns" in input)) return [];
    const { columns } = input;
    const sourceLayer = continuousSymbols(model.inputs[at]!)[0]?.sourceLayer;
    if (sourceLayer instanceof ColumnEmbeddings) {
      const features = sourceLayer.groups.flatMap(({ columns: places, width }) =>
        places.map((column) => ({ column, count: width })),
      );
      return [{ name, at, columns, features }];
    }
    const count = inputSize(input) / columns.length;
    return [{ name, at, columns, features: columns.map((_, column) => ({ column, count })) }];
  });
}

/** The sum of the numbers of each column. @param values `[F]` of one example */
export function columnSums(values: ArrayLike<number>, features: readonly Features[]): number[] {
  const sums = features.map(() => 0);
  let at = 0;
  for (const { column, count } of features)
    for (let feature = 0; feature < count; feature++) sums[column]! += values[at++] ?? 0;
  return sums;
}
