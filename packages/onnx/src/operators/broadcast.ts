import type { Dimension, Shape } from "../shape.ts";

/** The shape that ONNX's multidirectional broadcasting gives, undefined where lengths contradict each other. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const dimensions: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const dimension = broadcastDimensions(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1);
    if (dimension === undefined) return undefined;
    dimensions.push(dimension);
  }
  return dimensions;
}

function broadcastDimensions(a: Dimension, b: Dimension): Dimension | undefined {
  if (a === 1 || a === b) return b;
  if (b === 1) return a;
  if (typeof a === "string") return typeof b === "string" ? "" : b;
  return typeof b === "string" ? a : undefined;
}
