import { int } from "@polyhead/onnx";
import { util } from "@tensorflow/tfjs-core";
import { raised } from "./binary.ts";
import type { EmitDataType } from "./emit-tensor.ts";
import type { Emit, Operators } from "./operator.ts";

/** Slices of x along an axis, in the order of `indices`; batched where the axis is the first after the batches. */
const gatherV2: Emit = ({ emission, inputs: { x, indices }, attrs }) => {
  if (x === undefined || indices?.dtype !== "int32") return undefined;
  const [axis = 0] = util.parseAxisParam(attrs["axis"] as number, [...x.shape]);
  const batches = (attrs["batchDims"] ?? 0) as number;
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batches), ...x.shape.slice(axis + 1)];
  if (batches === 0)
    return { value: emission.op("Gather", [x, indices], { axis: int(axis) }), shape, dtype: x.dtype };
  if (axis !== batches) return undefined;
  const places = emission.cast(emission.reshape(indices, [...indices.shape, 1]), "int64");
  return { value: emission.op("GatherND", [x, places], { batch_dims: int(batches) }), shape, dtype: x.dtype };
};

const gatherNd: Emit = ({ emission, inputs: { params, indices } }) => {
  if (params === undefined || indices?.dtype !== "int32" || indices.shape.length === 0) return undefined;
  const depth = indices.shape.at(-1)!;
  if (depth === 0) return undefined;
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  return {
    value: emission.op("GatherND", [params, emission.cast(indices, "int64")]),
    shape,
    dtype: params.dtype,
  };
};

/** Compares each index with every class, so that one out of range is nowhere on. */
const oneHot: Emit = ({ emission, inputs: { indices }, attrs }) => {
  if (indices?.dtype !== "int32") return undefined;
  const depth = attrs["depth"] as number;
  const dtype = (attrs["dtype"] ?? "int32") as EmitDataType;
  const classes = emission.constant(
    Array.from({ length: depth }, (_, index) => index),
    [depth],
    "int32",
  );
  const matches = emission.op("Equal", [emission.reshape(indices, [...indices.shape, 1]), classes]);
  const [on, off] = ["onValue", "offValue"].map((name) => attrs[name] as number);
  const shape = [...indices.shape, depth];
  if (dtype === "bool") return on === 1 && off === 0 ? { value: matches, shape, dtype } : undefined;
  const value = emission.op("Where", [matches, emission.scalar(on!, dtype), emission.scalar(off!, dtype)]);
  return { value, shape, dtype };
};

/** t where the condition holds, else e; a condition of one axis chooses among the slices of t and e. */
const select: Emit = ({ emission, inputs: { condition, t, e } }) => {
  if (condition?.dtype !== "bool" || t === undefined || e === undefined) return undefined;
  if (t.dtype !== e.dtype) return undefined;
  const bySlice = condition.shape.length === 1 && t.shape.length > 1;
  const mask = bySlice
    ? emission.reshape(condition, [condition.shape[0]!, ...t.shape.slice(1).map(() => 1)])
    : condition;
  if (t.dtype !== "bool")
    return { value: emission.op("Where", [mask, t, e]), shape: t.shape, dtype: t.dtype };
  const [whole, other] = [t, e].map((tensor) => raised(emission, emission.plain(tensor), "int32"));
  const chosen = emission.op("Where", [mask, whole, other]);
  return { value: emission.cast(chosen, "bool"), shape: t.shape, dtype: "bool" };
};

const topK: Emit = ({ emission, inputs: { x }, attrs }) => {
  const k = attrs["k"] as number;
  if (x === undefined || x.dtype === "bool" || x.shape.length === 0 || k === 0) return undefined;
  const [values, indices] = emission.split("TopK", [x, emission.ints([k])], 2, {
    axis: int(-1),
    sorted: int(1),
  });
  const shape = [...x.shape.slice(0, -1), k];
  return [
    { value: values!, shape, dtype: x.dtype },
    { value: emission.cast(indices, "int32"), shape, dtype: "int32" },
  ];
};

export const gatherOperators: Operators = {
  GatherNd: gatherNd,
  GatherV2: gatherV2,
  OneHot: oneHot,
  Select: select,
  TopK: topK,
};
