import { int } from "@polyhead/onnx";
import { backend_util, slice_util, util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { EmitTensor } from "./emit-tensor.ts";
import type { Emit, Operators } from "./operator.ts";

/** Beyond the beginning of every axis, for a slice that runs backwards to its first element. */
const beforeFirst = -(2 ** 31);

const slice: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  const [begin = [], size = []] = slice_util.parseSliceParams(
    { shape: [...x.shape] } as TensorInfo,
    attrs["begin"] as number[],
    attrs["size"] as number[],
  );
  if (x.shape.length === 0) return x;
  slice_util.assertParamsValid({ shape: [...x.shape] } as TensorInfo, begin, size);
  const axes = [...x.shape.keys()];
  const ends = begin.map((start, axis) => start + size[axis]!);
  return { value: emission.slice(x, axes, begin, ends), shape: size, dtype: x.dtype };
};

const stridedSlice: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  const masks = ["beginMask", "endMask", "ellipsisMask", "newAxisMask", "shrinkAxisMask"].map(
    (name) => (attrs[name] ?? 0) as number,
  ) as [number, number, number, number, number];
  const [first, last, steps] = ["begin", "end", "strides"].map((name) => attrs[name] as number[]);
  const info = slice_util.sliceInfo([...x.shape], first!, last!, steps!, ...masks);
  if (info.finalShape.includes(0) || info.finalShapeSparse.includes(0)) return undefined;
  const ends = info.end.map((end, axis) => (info.strides[axis]! < 0 && end < 0 ? beforeFirst : end));
  const sliced = emission.slice(x, [...x.shape.keys()], info.begin, ends, info.strides);
  return { value: emission.reshape(sliced, info.finalShape), shape: info.finalShape, dtype: x.dtype };
};

const reverse: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  const dims = util.parseAxisParam(attrs["dims"] as number[], [...x.shape]);
  if (dims.length === 0 || x.shape.length === 0) return x;
  const value = emission.slice(
    x,
    dims,
    dims.map(() => -1),
    dims.map(() => beforeFirst),
    dims.map(() => -1),
  );
  return { value, shape: x.shape, dtype: x.dtype };
};

const splitV: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  const [axis = 0] = util.parseAxisParam(attrs["axis"] as number, [...x.shape]);
  const info = { shape: x.shape } as TensorInfo as Parameters<typeof backend_util.prepareSplitSize>[0];
  const sizes = backend_util.prepareSplitSize(info, attrs["numOrSizeSplits"] as number[], axis);
  if (sizes.includes(0)) return undefined;
  const parts = emission.split("Split", [x, emission.ints(sizes)], sizes.length, { axis: int(axis) });
  return parts.map((value, index): EmitTensor => {
    const shape = x.shape.map((length, at) => (at === axis ? sizes[index]! : length));
    return { value, shape, dtype: x.dtype };
  });
};

const unpack: Emit = ({ emission, inputs, attrs }) => {
  const value = inputs["value"]!;
  const [axis = 0] = util.parseAxisParam(attrs["axis"] as number, [...value.shape]);
  const count = value.shape[axis]!;
  const sizes = emission.ints(Array.from({ length: count }, () => 1));
  const shape = value.shape.filter((_, at) => at !== axis);
  return emission
    .split("Split", [value, sizes], count, { axis: int(axis) })
    .map((part) => ({ value: emission.reshape(part, shape), shape, dtype: value.dtype }));
};

export const slicingOperators: Operators = {
  Reverse: reverse,
  Slice: slice,
  SplitV: splitV,
  StridedSlice: stridedSlice,
  Unpack: unpack,
};
