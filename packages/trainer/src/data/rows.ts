// B examples

/** Numbers as they are kept: the narrowest type that holds them. */
export type RowValues = Uint8Array | Float32Array | Int32Array | Float64Array;

/** What is kept of some examples of one input or task: a row of numbers each. */
export interface Rows<Values extends RowValues = RowValues> {
  readonly count: number;
  /** one row after another */
  readonly values: Values;
  /** `[B + 1]`: where each row starts, and the end of the last */
  readonly starts: Uint32Array;
}

/** Rows of one width. */
export function evenRows<Values extends RowValues>(values: Values, width: number): Rows<Values> {
  const count = values.length / width;
  return { count, values, starts: Uint32Array.from({ length: count + 1 }, (_, row) => row * width) };
}

/** One of the rows. */
export function rowAt<Values extends RowValues>({ values, starts }: Rows<Values>, row: number): Values {
  return values.subarray(starts[row], starts[row + 1]) as Values;
}
