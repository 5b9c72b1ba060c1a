import type { TensorData, TensorType } from "@polyhead/runtime";

/** The protocol's name of texts. */
export const TEXTS = "BYTES";

/** The protocol's names of the tensor types that ONNX Runtime reports. */
const names: Partial<Record<TensorType, string>> = {
  bool: "BOOL",
  uint8: "UINT8",
  uint16: "UINT16",
  uint32: "UINT32",
  uint64: "UINT64",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  float16: "FP16",
  float32: "FP32",
  float64: "FP64",
  string: TEXTS,
};

/** A tensor type's name in Open Inference Protocol V2. */
export function datatypeOf(type: TensorType): string {
  return names[type] ?? type.toUpperCase();
}

/** The numbers that a datatype of the protocol holds. */
export interface NumberRange {
  readonly lowest: number;
  readonly highest: number;
  readonly integer: boolean;
}

/** Datatypes that a request may use; 64-bit integers are exact in JSON only up to 2⁵³ − 1. */
export const numericDatatypes: ReadonlyMap<string, NumberRange> = new Map([
  ["UINT8", integers(0, 2 ** 8 - 1)],
  ["UINT16", integers(0, 2 ** 16 - 1)],
  ["UINT32", integers(0, 2 ** 32 - 1)],
  ["UINT64", integers(0, Number.MAX_SAFE_INTEGER)],
  ["INT8", integers(-(2 ** 7), 2 ** 7 - 1)],
  ["INT16", integers(-(2 ** 15), 2 ** 15 - 1)],
  ["INT32", integers(-(2 ** 31), 2 ** 31 - 1)],
  ["INT64", integers(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
  ["FP16", reals(65_504)],
  ["FP32", reals((2 - 2 ** -23) * 2 ** 127)],
  ["FP64", reals(Number.MAX_VALUE)],
]);

function integers(lowest: number, highest: number): NumberRange {
  return { lowest, highest, integer: true };
}

function reals(largest: number): NumberRange {
  return { lowest: -largest, highest: largest, integer: false };
}

type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

type ArrayClass = new (length: number) => NumberArray;

const arrays: Partial<Record<TensorType, ArrayClass>> = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** A tensor's values, and how to write one of them. */
export interface TensorWriter {
  readonly data: TensorData;
  write(index: number, value: number): void;
}

/** @returns undefined for a type that JSON numbers do not fill */
export function tensorWriter(type: TensorType, count: number): TensorWriter | undefined {
  if (type === "int64") {
    const data = new BigInt64Array(count);
    return { data, write: (index, value) => void (data[index] = BigInt(value)) };
  }
  const ArrayOfType = arrays[type];
  if (ArrayOfType === undefined) return undefined;
  const data = new ArrayOfType(count);
  return { data, write: (index, value) => void (data[index] = value) };
}
