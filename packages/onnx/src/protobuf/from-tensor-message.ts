import { PolyheadError } from "@polyhead/spec";
import { arrayOf, dataTypeOfCode, type DataType, type NumericData, type TensorData } from "../data-type.ts";
import type { Tensor } from "../graph.ts";
import { checkTensor } from "../tensor.ts";
import { toBigInt, toSafeInteger, toText } from "./scalars.ts";
import { EXTERNAL } from "./external-data.ts";
import type { TensorMessage } from "./schema.ts";

/** A tensor from its raw data, or from the typed field that its data type is kept in. */
export function fromTensorMessage(message: TensorMessage): Tensor {
  const { name = "", dims = [] } = message;
  const label = `tensor "${name}"`;
  if (message.dataLocation === EXTERNAL)
    throw invalid(
      label,
      "its data is in another file, which `externalData` must read; only initializers of the main graph may have theirs there",
    );
  const dataType = dataTypeOfCode(message.dataType ?? 0);
  if (dataType === undefined)
    throw invalid(label, `its data type, number ${message.dataType ?? 0}, is not supported`);
  const tensor: Tensor = {
    name,
    dataType,
    dims: dims.map((dim) => toSafeInteger(dim, `a dim of ${label}`)),
    data: dataOf(message, dataType, label),
  };
  checkTensor(tensor);
  return tensor;
}

function dataOf(message: TensorMessage, dataType: DataType, label: string): TensorData {
  const array = arrayOf(dataType);
  if (array === undefined) return (message.stringData ?? []).map((text) => toText(text, label));
  if (message.rawData === undefined || !Object.hasOwn(message, "rawData"))
    return typedData(message, dataType);
  if (message.rawData.length % array.BYTES_PER_ELEMENT !== 0)
    throw invalid(label, `its ${message.rawData.length} bytes are no whole number of ${dataType}`);
  // A copy, because a view must be aligned and would keep the whole file alive.
  return new array(Uint8Array.from(message.rawData).buffer);
}

function typedData(message: TensorMessage, dataType: DataType): NumericData {
  switch (dataType) {
    case "float32":
      return Float32Array.from(message.floatData ?? []);
    case "float64":
      return Float64Array.from(message.doubleData ?? []);
    case "int64":
      return BigInt64Array.from(message.int64Data ?? [], toBigInt);
    case "uint64":
      return BigUint64Array.from(message.uint64Data ?? [], toBigInt);
    case "uint32":
      return Uint32Array.from(message.uint64Data ?? [], (value) => Number(toBigInt(value)));
    case "int32":
      return Int32Array.from(message.int32Data ?? []);
    case "int16":
      return Int16Array.from(message.int32Data ?? []);
    case "int8":
      return Int8Array.from(message.int32Data ?? []);
    case "uint8":
    case "bool":
      return Uint8Array.from(message.int32Data ?? []);
    default:
      return Uint16Array.from(message.int32Data ?? []);
  }
}

function invalid(label: string, rule: string): PolyheadError {
  return new PolyheadError("model-invalid", `The ONNX model cannot be read: ${label}: ${rule}.`);
}
