import { arrayOf, isStrings, type DataType, type NumericData } from "../../data-type.ts";
import type { Tensor } from "../../graph.ts";
import type { TypedNode } from "../../operators/operator.ts";

/** A tensor without its name; never strings. */
export interface Content {
  readonly dataType: DataType;
  readonly dims: readonly number[];
  readonly data: NumericData;
}

/**
 * The output of a node whose inputs are all constant, undefined where it cannot be told to the last bit. Inputs that are
 * left out are undefined; `dims` are those that the output is known to have.
 */
export type Evaluator = (
  node: TypedNode,
  inputs: readonly (Content | undefined)[],
  dims: readonly number[],
) => Content | undefined;

/** A tensor's content unless it holds strings. */
export function numericContent({ dataType, dims, data }: Tensor): Content | undefined {
  return isStrings(data) ? undefined : { dataType, dims, data };
}

/** An array for `length` elements of a data type that is not strings. */
export function newData(dataType: DataType, length: number): NumericData {
  const array = arrayOf(dataType)!;
  return new array(new ArrayBuffer(length * array.BYTES_PER_ELEMENT));
}

export function isBig(data: NumericData): data is BigInt64Array | BigUint64Array {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}
