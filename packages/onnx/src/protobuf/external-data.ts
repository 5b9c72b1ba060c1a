import { PolyheadError } from "@polyhead/spec";
import { arrayOf, dataTypeOfCode } from "../data-type.ts";
import { elementCount } from "../tensor.ts";
import { toSafeInteger } from "./scalars.ts";
import type { GraphMessage, TensorMessage } from "./schema.ts";

/** The number of `TensorProto.DataLocation` for data in another file. */
export const EXTERNAL = 1;

/** Where a tensor's bytes are, in a file beside the model. */
export interface ExternalRange {
  /** The file's path from the model's directory, never out of it. */
  readonly location: string;
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** Gives the bytes of a range, all of them. */
export type ReadExternalData = (range: ExternalRange) => Uint8Array;

/** The graph with the data of its initializers read in. */
export function withExternalData(graph: GraphMessage, read: ReadExternalData): GraphMessage {
  return { ...graph, initializer: (graph.initializer ?? []).map((tensor) => internal(tensor, read)) };
}

function internal(tensor: TensorMessage, read: ReadExternalData): TensorMessage {
  if (tensor.dataLocation !== EXTERNAL) return tensor;
  const range = rangeOf(tensor);
  const rawData = read(range);
  if (rawData.length !== range.length)
    throw invalid(
      tensor,
      `"${range.location}" must hold its ${range.length} bytes at ${range.offset}. It holds ${rawData.length} there`,
    );
  return { ...tensor, rawData, dataLocation: 0 };
}

function rangeOf(tensor: TensorMessage): ExternalRange {
  const entries = new Map((tensor.externalData ?? []).map(({ key = "", value = "" }) => [key, value]));
  const location = entries.get("location") ?? "";
  if (!isInside(location))
    throw invalid(tensor, `its data must be in a file beside the model. Received the location "${location}"`);
  const length = byteLengthOf(tensor);
  const given = integerOf(entries.get("length") ?? String(length), "length", tensor);
  if (given !== length) throw invalid(tensor, `its dims ask for ${length} bytes. Its data has ${given}`);
  return { location, offset: integerOf(entries.get("offset") ?? "0", "offset", tensor), length };
}

/** Whether a path leads neither out of the model's directory nor from a root or drive. */
function isInside(location: string): boolean {
  const steps = location.split(/[/\\]/);
  return !/^[a-z]:/i.test(location) && steps.every((step) => step !== "" && step !== "." && step !== "..");
}

function byteLengthOf(tensor: TensorMessage): number {
  const dims = (tensor.dims ?? []).map((dim) => toSafeInteger(dim, `a dim of tensor "${tensor.name ?? ""}"`));
  const array = arrayOf(dataTypeOfCode(tensor.dataType ?? 0) ?? "string");
  if (array === undefined)
    throw invalid(tensor, `its data type, number ${tensor.dataType ?? 0}, cannot be in another file`);
  const length = elementCount(dims) * array.BYTES_PER_ELEMENT;
  if (Number.isSafeInteger(length) && dims.every((dim) => dim >= 0)) return length;
  throw invalid(tensor, `its dims [${dims.join(", ")}] must be integers of 0 or more that fit in memory`);
}

function integerOf(text: string, role: string, tensor: TensorMessage): number {
  const integer = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(integer)) return integer;
  throw invalid(tensor, `the ${role} of its data must be an integer of 0 or more. Received "${text}"`);
}

function invalid({ name = "" }: TensorMessage, rule: string): PolyheadError {
  return new PolyheadError("model-invalid", `The ONNX model cannot be read: tensor "${name}": ${rule}.`, {
    details: { tensor: name },
  });
}
