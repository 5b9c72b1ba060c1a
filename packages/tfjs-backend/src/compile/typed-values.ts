import type { backend_util, TypedArray } from "@tensorflow/tfjs-core";
import { newArray } from "../eager/plan.ts";
import type { EmitDataType } from "../operators/emit-tensor.ts";

/** A tensor's values in the array that belongs to its data type, which tfjs's JavaScript kernels do not always keep to. */
export function typedValues(values: backend_util.BackendValues | undefined, dtype: EmitDataType): TypedArray {
  const given = values as TypedArray;
  const target = newArray(dtype, 0);
  if (given.constructor === target.constructor) return given;
  const typed = newArray(dtype, given.length);
  typed.set(given);
  return typed;
}
