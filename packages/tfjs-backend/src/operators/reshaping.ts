import { util, type DataType } from "@tensorflow/tfjs-core";
import { isEmitDataType, sizeOf, type EmitTensor } from "./emit-tensor.ts";
import type { Emit, EmitCall, Operators } from "./operator.ts";

function reshaped({ emission }: EmitCall, x: EmitTensor, shape: readonly number[]): EmitTensor {
  return { value: emission.reshape(x, shape), shape, dtype: x.dtype };
}

const reshape: Emit = (call) => {
  const x = call.inputs["x"]!;
  return reshaped(call, x, util.inferFromImplicitShape(call.attrs["shape"] as number[], sizeOf(x.shape)));
};

const expandDims: Emit = (call) => {
  const input = call.inputs["input"]!;
  const dim = call.attrs["dim"] as number;
  const at = dim < 0 ? input.shape.length + dim + 1 : dim;
  return reshaped(call, input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
};

/** Integers from floats are cut towards 0; what is not a number, or beyond int32, is left to the platform. */
const cast: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  const dtype = attrs["dtype"] as DataType;
  if (!isEmitDataType(dtype)) return undefined;
  return x.dtype === dtype ? x : { ...x, value: emission.cast(x.value, dtype), dtype };
};

const transpose: Emit = ({ emission, inputs, attrs }) => {
  const { shape, dtype } = inputs["x"]!;
  const perm = attrs["perm"] as number[];
  return {
    value: emission.transpose(inputs["x"], perm),
    shape: perm.map((axis) => shape[axis]!),
    dtype,
  };
};

export const reshapingOperators: Operators = {
  Cast: cast,
  ExpandDims: expandDims,
  Identity: ({ inputs }) => inputs["x"],
  Reshape: reshape,
  Transpose: transpose,
};
