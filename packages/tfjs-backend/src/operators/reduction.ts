import { int, ints, type Value } from "@polyhead/onnx";
import { util, type NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Emission } from "./emission.ts";
import { sizeOf, type EmitDataType, type EmitTensor } from "./emit-tensor.ts";
import type { Emit, EmitCall, Operators } from "./operator.ts";

/** The axes that a call sums up, and what is left: the lengths, with those of 1 where tfjs keeps them. */
interface Reduction {
  readonly x: EmitTensor;
  readonly axes: readonly number[];
  readonly shape: readonly number[];
}

function reductionOf({ emission, inputs, attrs }: EmitCall): Reduction {
  const x = inputs["x"]!;
  return { x: emission.plain(x), ...axesOf(attrs, x) };
}

function axesOf(attrs: NamedAttrMap, x: EmitTensor): Omit<Reduction, "x"> {
  const axis = (attrs["axis"] ?? attrs["reductionIndices"]) as number | number[];
  const axes = util.parseAxisParam(axis, [...x.shape]);
  const kept = attrs["keepDims"] === true ? [1] : [];
  return { axes, shape: x.shape.flatMap((length, at) => (axes.includes(at) ? kept : [length])) };
}

type Reduce = (emission: Emission, x: Value, axes: readonly number[]) => Value;

/** A reduction whose result is of the type of its operand. */
function reduction(reduce: Reduce, operands: readonly EmitDataType[] = ["float32", "int32"]): Emit {
  return (call) => {
    const { x, axes, shape } = reductionOf(call);
    if (!operands.includes(x.dtype)) return undefined;
    if (axes.length === 0 || sizeOf(x.shape) === 1)
      return { ...x, value: call.emission.reshape(x, shape), shape };
    const reduced = reduce(call.emission, x.value, axes);
    return { value: call.emission.reshape(reduced, shape), shape, dtype: x.dtype };
  };
}

/** Axes are an attribute of these operators, and an input of ReduceSum. */
function node(opType: string): Reduce {
  return (emission, x, axes) => emission.op(opType, [x], { axes: ints(axes), keepdims: int(0) });
}

/** The extremum, not a number where one of the values is not, which ONNX Runtime may pass over. */
function extremum(opType: string): Emit {
  const floats = reduction((emission, x, axes) => {
    const marks = emission.cast(emission.op("IsNaN", [x]), "uint8");
    const marked = emission.cast(node("ReduceMax")(emission, marks, axes), "bool");
    const nan = emission.scalar(Number.NaN, "float32");
    return emission.op("Where", [marked, nan, node(opType)(emission, x, axes)]);
  });
  const integers = reduction(node(opType));
  return (call) => (call.inputs["x"]!.dtype === "float32" ? floats : integers)(call);
}

const sum: Reduce = (emission, x, axes) =>
  emission.op("ReduceSum", [x, emission.ints(axes)], { keepdims: int(0) });

/** Rows from which a product with ones sums columns faster than ReduceSum. */
const manyRows = 64;

/** Sums over the first axes, as for the gradient of a bias, are a row of ones times a matrix. */
function sumOfRows(call: EmitCall): EmitTensor | undefined {
  const { x, axes, shape } = reductionOf(call);
  const rows = sizeOf(x.shape.slice(0, axes.length));
  const columns = sizeOf(x.shape.slice(axes.length));
  const leading = axes.length > 0 && axes.every((axis, index) => axis === index);
  if (x.dtype !== "float32" || !leading || rows < manyRows || columns === 1) return undefined;
  const { emission } = call;
  const ones = emission.fill(1, [1, rows], "float32");
  const product = emission.op("Gemm", [ones, emission.reshape(x, [rows, columns])]);
  return { value: emission.reshape(product, shape), shape, dtype: "float32" };
}

/** Sums of a channels-first tensor that keep no spatial axis need not bring it into tfjs's layout. */
function sumOfPixels(call: EmitCall): EmitTensor | undefined {
  const x = call.inputs["x"]!;
  if (x.channelsFirst !== true) return undefined;
  const { axes, shape } = axesOf(call.attrs, x);
  const last = x.shape.length - 1;
  const spatial = Array.from({ length: last - 1 }, (_, axis) => axis + 1);
  if (axes.includes(last) || !spatial.every((axis) => axes.includes(axis))) return undefined;
  const summed = [...(axes.includes(0) ? [0] : []), ...spatial.map((axis) => axis + 1)];
  return { value: call.emission.reshape(sum(call.emission, x.value, summed), shape), shape, dtype: x.dtype };
}

/** The sum of integers for booleans; for the others, of their own type. */
const sumKernel: Emit = (call) => {
  const x = call.inputs["x"]!;
  if (x.dtype !== "bool") return sumOfPixels(call) ?? sumOfRows(call) ?? reduction(sum)(call);
  const counted: EmitTensor = { ...x, value: call.emission.cast(x.value, "int32"), dtype: "int32" };
  return reduction(sum)({ ...call, inputs: { x: counted } });
};

const meanKernel: Emit = (call) => {
  const x = call.inputs["x"]!;
  const floats: EmitTensor =
    x.dtype === "float32" ? x : { ...x, value: call.emission.cast(x.value, "float32"), dtype: "float32" };
  return reduction(node("ReduceMean"))({ ...call, inputs: { x: floats } });
};

/** All or any of booleans, as the least or greatest of integers. */
function logical(opType: string): Emit {
  const emit = reduction(node(opType));
  return (call) => {
    const x = call.inputs["x"]!;
    if (x.dtype !== "bool") return undefined;
    const counted: EmitTensor = { ...x, value: call.emission.cast(x.value, "int32"), dtype: "int32" };
    const reduced = emit({ ...call, inputs: { x: counted } }) as EmitTensor;
    return { ...reduced, value: call.emission.cast(reduced.value, "bool"), dtype: "bool" };
  };
}

/** Where the extremum is along the first of the axes; `worst` stands for what is not a number. */
function argument(opType: string, worst: number): Emit {
  return (call) => {
    const { x, axes, shape } = reductionOf(call);
    const [axis] = axes;
    if (axis === undefined || x.dtype === "bool") return undefined;
    const { emission } = call;
    const comparable =
      x.dtype === "float32"
        ? emission.op("Where", [emission.op("IsNaN", [x]), emission.scalar(worst, "float32"), x])
        : x;
    const found = emission.op(opType, [comparable], { axis: int(axis), keepdims: int(0) });
    return { value: emission.cast(found, "int32"), shape, dtype: "int32" };
  };
}

/** Softmax of a numerically safe kind, along the last axis or that of `axis`. */
function softmax(opType: string, axisName: string): Emit {
  return ({ emission, inputs: { logits }, attrs }) => {
    if (logits?.dtype !== "float32") return undefined;
    const [axis = -1] = util.parseAxisParam((attrs[axisName] ?? -1) as number, [...logits.shape]);
    return {
      value: emission.op(opType, [logits], { axis: int(axis) }),
      shape: logits.shape,
      dtype: "float32",
    };
  };
}

export const reductionOperators: Operators = {
  All: logical("ReduceMin"),
  Any: logical("ReduceMax"),
  ArgMax: argument("ArgMax", -Infinity),
  ArgMin: argument("ArgMin", Infinity),
  LogSoftmax: softmax("LogSoftmax", "axis"),
  Max: extremum("ReduceMax"),
  Mean: meanKernel,
  Min: extremum("ReduceMin"),
  Prod: reduction(node("ReduceProd")),
  Softmax: softmax("Softmax", "dim"),
  Sum: sumKernel,
};
