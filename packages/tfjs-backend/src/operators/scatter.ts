import { int, type Value } from "@polyhead/onnx";
import type { Emission } from "./emission.ts";
import { raised } from "./binary.ts";
import { sizeOf, type EmitDataType } from "./emit-tensor.ts";
import type { Emit, Operators } from "./operator.ts";

interface Scatter {
  readonly rows: number;
  /** How many updates there are. */
  readonly count: number;
  readonly columns: number;
  /** int64 [updates], each in [0, rows). */
  readonly indices: Value;
  /** [updates, columns] */
  readonly updates: Value;
  readonly dtype: EmitDataType;
}

/**
 * Elements that one ScatterND may add. ONNX Runtime spreads one over threads from 210,000 elements on, and sums of equal
 * indices are wrong then.
 */
const mostScattered = 100_000;

/** Columns from which ScatterND, which adds rows, is faster than ScatterElements, which adds numbers. */
const manyColumns = 4;

/** Nodes above which ScatterElements is preferred. */
const mostParts = 256;

/** Adds each update to the row of its index, in order, starting from zeros: [rows, columns]. */
export function scatterAdd(emission: Emission, scatter: Scatter): Value {
  const { columns, indices, updates, count } = scatter;
  const perPart = Math.max(1, Math.floor(mostScattered / columns));
  const parts = Math.ceil(count / perPart);
  const column = emission.reshape(indices, [-1, 1]);
  if (columns < manyColumns || parts > mostParts) return scatterNumbers(emission, scatter, column);
  const lots = partsOf(emission, updates, count, perPart);
  return partsOf(emission, column, count, perPart).reduce(
    (sum, part, at) => emission.op("ScatterND", [sum, part, lots[at]], { reduction: "add" }),
    zeros(emission, scatter),
  );
}

function scatterNumbers(emission: Emission, scatter: Scatter, column: Value): Value {
  const { columns, updates } = scatter;
  const spread = columns === 1 ? column : emission.op("Expand", [column, emission.op("Shape", [updates])]);
  return emission.op("ScatterElements", [zeros(emission, scatter), spread, updates], {
    axis: int(0),
    reduction: "add",
  });
}

function zeros(emission: Emission, { rows, columns, dtype }: Scatter): Value {
  return emission.fill(0, [rows, columns], dtype).value;
}

/** Rows in lots of `perPart`. */
function partsOf(emission: Emission, rows: Value, count: number, perPart: number): readonly Value[] {
  const starts = Array.from({ length: Math.ceil(count / perPart) }, (_, part) => part * perPart);
  if (starts.length <= 1) return [rows];
  const lengths = starts.map((start) => Math.min(perPart, count - start));
  return emission.split("Split", [rows, emission.ints(lengths)], lengths.length, { axis: int(0) });
}

/** Sums the updates [...indices, ...slice] that go to one index. */
const scatterNd: Emit = ({ emission, inputs: { indices, updates }, attrs }) => {
  if (indices?.dtype !== "int32" || updates === undefined || updates.dtype === "bool") return undefined;
  const shape = attrs["shape"] as number[];
  const depth = indices.shape.length > 1 ? indices.shape.at(-1)! : 1;
  if (depth === 0) return undefined;
  const columns = sizeOf(shape.slice(depth));
  const value = scatterAdd(emission, {
    rows: sizeOf(shape.slice(0, depth)),
    columns,
    count: sizeOf(indices.shape) / depth,
    indices: flatIndices(emission, emission.reshape(indices, [-1, depth]), shape.slice(0, depth)),
    updates: emission.reshape(updates, [-1, columns]),
    dtype: updates.dtype,
  });
  return { value: emission.reshape(value, shape), shape, dtype: updates.dtype };
};

/** Indices [count, depth] into axes of given lengths, as int64 indices [count] into one axis. */
function flatIndices(emission: Emission, indices: Value, lengths: readonly number[]): Value {
  const strides = lengths.map((_, axis) => sizeOf(lengths.slice(axis + 1)));
  const places = emission.op("Mul", [emission.cast(indices, "int64"), emission.ints(strides)]);
  return emission.op("ReduceSum", [places, emission.ints([1])], { keepdims: int(0) });
}

/** Sums the rows of x with the same segment; those of no segment go to a row that is then left out. */
const unsortedSegmentSum: Emit = ({ emission, inputs: { x, segmentIds }, attrs }) => {
  if (x === undefined || segmentIds?.dtype !== "int32" || segmentIds.shape.length !== 1) return undefined;
  const segments = attrs["numSegments"] as number;
  if (segments === 0 || x.shape.length === 0) return undefined;
  const summed = x.dtype === "bool" ? raised(emission, emission.plain(x), "int32") : x;
  const rest = x.shape.slice(1);
  const columns = sizeOf(rest);
  const ids = emission.cast(segmentIds, "int64");
  const limit = emission.ints([segments]);
  const outside = emission.op("Or", [
    emission.op("Less", [ids, emission.ints([0])]),
    emission.op("GreaterOrEqual", [ids, limit]),
  ]);
  const sums = scatterAdd(emission, {
    rows: segments + 1,
    columns,
    count: segmentIds.shape[0]!,
    indices: emission.op("Where", [outside, limit, ids]),
    updates: emission.reshape(summed, [-1, columns]),
    dtype: summed.dtype,
  });
  const shape = [segments, ...rest];
  const inside = emission.slice(sums, [0], [0], [segments]);
  return { value: emission.reshape(inside, shape), shape, dtype: summed.dtype };
};

export const scatterOperators: Operators = { ScatterNd: scatterNd, UnsortedSegmentSum: unsortedSegmentSum };
