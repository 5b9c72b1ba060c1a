import { PolyheadError } from "@polyhead/spec";

/** Element types of ONNX tensors that this package reads and writes. */
export type DataType =
  | "float32"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "int32"
  | "int64"
  | "string"
  | "bool"
  | "float16"
  | "float64"
  | "uint32"
  | "uint64"
  | "bfloat16";

/** Elements in row-major order; float16 and bfloat16 are held as their bits, bool as 0 or 1. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

export type NumericData = Exclude<TensorData, readonly string[]>;

interface NumericArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): NumericData;
}

interface DataTypeEntry {
  /** The number of `TensorProto.DataType`. */
  readonly code: number;
  /** Absent for strings. */
  readonly array?: NumericArrayConstructor;
}

const dataTypes: Readonly<Record<DataType, DataTypeEntry>> = {
  float32: { code: 1, array: Float32Array },
  uint8: { code: 2, array: Uint8Array },
  int8: { code: 3, array: Int8Array },
  uint16: { code: 4, array: Uint16Array },
  int16: { code: 5, array: Int16Array },
  int32: { code: 6, array: Int32Array },
  int64: { code: 7, array: BigInt64Array },
  string: { code: 8 },
  bool: { code: 9, array: Uint8Array },
  float16: { code: 10, array: Uint16Array },
  float64: { code: 11, array: Float64Array },
  uint32: { code: 12, array: Uint32Array },
  uint64: { code: 13, array: BigUint64Array },
  bfloat16: { code: 16, array: Uint16Array },
};

// Object.keys is typed string[]; the record above is the proof that these are the data types.
const byCode = new Map(
  (Object.keys(dataTypes) as DataType[]).map((dataType) => [dataTypes[dataType].code, dataType]),
);

/** The number that ONNX gives a data type. */
export function dataTypeCode(dataType: DataType): number {
  return dataTypes[dataType].code;
}

/** The data type of an ONNX number, undefined for those this package does not know. */
export function dataTypeOfCode(code: number): DataType | undefined {
  return byCode.get(code);
}

/** The typed array that holds a data type, undefined for strings. */
export function arrayOf(dataType: DataType): NumericArrayConstructor | undefined {
  return dataTypes[dataType].array;
}

/** The data type a bare array stands for: `Uint8Array` is uint8 and `Uint16Array` uint16, never bool or float16. */
export function dataTypeOf(data: TensorData): DataType {
  if (isStrings(data)) return "string";
  for (const [dataType, entry] of Object.entries(dataTypes) as [DataType, DataTypeEntry][])
    if (entry.array !== undefined && data instanceof entry.array) return dataType;
  throw new PolyheadError(
    "input-invalid",
    `Tensor data must be a typed array or an array of strings. Received ${Object.prototype.toString.call(data)}.`,
  );
}

export function isStrings(data: TensorData): data is readonly string[] {
  return Array.isArray(data);
}
