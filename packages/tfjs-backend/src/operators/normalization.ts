import { broadcast } from "./broadcast.ts";
import type { EmitTensor } from "./emit-tensor.ts";
import type { Emit, EmitCall, Operators } from "./operator.ts";

/** (x − mean) · scale / √(variance + ε) + offset, over tensors that broadcast from the right. */
const fusedBatchNorm: Emit = (call) => {
  const { x, mean, variance, scale, offset } = call.inputs;
  const given = [x, mean, variance, scale, offset].filter((tensor) => tensor !== undefined);
  if (given.some(({ dtype, shape }) => dtype !== "float32" || !fits(shape, x!.shape))) return undefined;
  const { emission } = call;
  const epsilon = emission.scalar((call.attrs["varianceEpsilon"] ?? 0.001) as number, "float32");
  const deviation = emission.op("Sqrt", [emission.op("Add", [emission.plain(variance!).value, epsilon])]);
  const spread: EmitTensor = { ...variance!, value: deviation };
  const factor = scale === undefined ? undefined : combine(call, "Div", scale, spread);
  const centered = combine(call, "Sub", x!, mean!);
  const scaled =
    factor === undefined ? combine(call, "Div", centered, spread) : combine(call, "Mul", centered, factor);
  return offset === undefined ? scaled : combine(call, "Add", scaled, offset);
};

/** tfjs repeats the parameters over x, whatever their shapes; ONNX broadcasts them. */
function fits(shape: readonly number[], whole: readonly number[]): boolean {
  return shape.every((length, axis) => length === whole[whole.length - shape.length + axis]);
}

function combine({ emission }: EmitCall, opType: string, a: EmitTensor, b: EmitTensor): EmitTensor {
  const { values, ...place } = broadcast(emission, [a, b]);
  return { value: emission.op(opType, values), dtype: "float32", ...place };
}

export const normalizationOperators: Operators = { FusedBatchNorm: fusedBatchNorm };
