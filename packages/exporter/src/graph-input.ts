import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { GraphScope } from "./graph-scope.ts";
import type { TensorHandle } from "./tensor-handle.ts";
import { unsupported } from "./unsupported.ts";

/** The symbolic first dimension of every input and output. */
const BATCH = "batch";

/**
 * Adds a model's input to the graph, as tfjs lays it out, for any batch size.
 *
 * @throws PolyheadError `export-unsupported` for another type than float32, a fixed batch size, or a length left open
 */
export function graphInput({ sourceLayer, dtype, shape }: SymbolicTensor, scope: GraphScope): TensorHandle {
  if (dtype !== "float32") throw unsupported(sourceLayer, `its type is ${dtype}, not float32`);
  const [batch, ...lengths] = shape;
  if (typeof batch === "number") throw unsupported(sourceLayer, `its batch size is fixed to ${batch}`);
  const known = lengths.map((length, axis) => {
    if (typeof length === "number") return length;
    throw unsupported(sourceLayer, `the length of its axis ${axis + 1} is left open`);
  });
  const value = scope.builder.input(sourceLayer.name, "float32", [BATCH, ...known]);
  return { value, shape: known, layout: "plain" };
}
