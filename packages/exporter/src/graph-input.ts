import { dataTypeCode, type Value } from "@polyhead/onnx";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { GraphScope } from "./graph-scope.ts";
import type { TensorHandle } from "./tensor-handle.ts";
import { unsupported } from "./unsupported.ts";

/** The symbolic first dimension of every input and output. */
const BATCH = "batch";

/**
 * Adds a model's input to the graph, as tfjs lays it out, for any batch size.
 *
 * @throws PolyheadError `export-unsupported` for another type than float32 or int32, or a fixed batch size
 */
export function graphInput({ sourceLayer, dtype, shape }: SymbolicTensor, scope: GraphScope): TensorHandle {
  if (dtype !== "float32" && dtype !== "int32")
    throw unsupported(sourceLayer, `its type is ${dtype}, not float32 or int32`);
  const [batch, ...lengths] = shape;
  if (typeof batch === "number")
    throw unsupported(
      sourceLayer,
      `its batch size is fixed to ${batch}, and a graph takes batches of any size; give it a \`shape\` instead of a \`batchShape\`, and recurrent layers \`stateful: false\``,
    );
  const symbols = lengths.map((length, axis) => length ?? openAxis(sourceLayer.name, axis + 1));
  const given = scope.builder.input(sourceLayer.name, dtype, [BATCH, ...symbols]);
  return { value: dtype === "int32" ? asFloats(given, scope) : given, shape: lengths, layout: "plain" };
}

/** Layers compute in float32; those that look numbers up take the integers themselves. */
function asFloats(integers: Value, scope: GraphScope): Value {
  const floats = scope.builder.op("Cast", [integers], { to: dataTypeCode("float32") });
  scope.integers.set(floats, integers);
  return floats;
}

/** The symbol for an open axis: most often axis 1, the length of a sequence. */
function openAxis(input: string, axis: number): string {
  return axis === 1 ? `${input}_length` : `${input}_axis${axis}`;
}
