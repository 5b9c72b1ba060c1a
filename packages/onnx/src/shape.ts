import type { DataType } from "./data-type.ts";

/**
 * A length, a symbol (equal symbols are equal lengths), or `""` where nothing is known.
 */
export type Dimension = number | string;

export type Shape = readonly Dimension[];

export interface TensorType {
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** Whether two dimensions may be equal: only two different lengths may not. */
export function compatibleDimensions(a: Dimension, b: Dimension): boolean {
  return typeof a === "string" || typeof b === "string" || a === b;
}

/** The product of dimensions, exact for one symbol times 1, `""` where it cannot be told. */
export function productOf(dimensions: Shape): Dimension {
  let count = 1;
  const symbols: string[] = [];
  for (const dimension of dimensions)
    if (typeof dimension === "number") count *= dimension;
    else symbols.push(dimension);
  if (count === 0 || symbols.length === 0) return count;
  return count === 1 && symbols.length === 1 ? (symbols[0] ?? "") : "";
}

/** `[batch, 3, ?]`, for messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.map((dimension) => (dimension === "" ? "?" : dimension)).join(", ")}]`;
}
