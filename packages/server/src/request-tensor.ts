import type { RawTensor, TensorInfo } from "@polyhead/runtime";
import { PolyheadError } from "@polyhead/spec";
import { datatypeOf, numericDatatypes, tensorWriter } from "./datatype.ts";
import type { RequestInput } from "./inference-request.ts";

/**
 * Converts a request's numbers, flat or nested by row, to what the graph's input holds.
 *
 * Any numeric datatype becomes float32; other inputs take their own datatype only.
 *
 * @param limit most values that the tensor may have
 * @param instead what null stands for in each column; null is refused without it
 * @throws PolyheadError `input-invalid`
 */
export function requestTensor(
  input: RequestInput,
  { type }: TensorInfo,
  limit: number,
  instead: readonly number[] = [],
): RawTensor {
  const { name, shape, datatype } = input;
  const own = datatypeOf(type);
  if (datatype !== own && (type !== "float32" || !numericDatatypes.has(datatype))) {
    throw invalid(name, `should have datatype ${own}; received ${datatype}`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > limit) {
    throw invalid(name, `should have at most ${limit} values; its shape [${shape.join(", ")}] has ${count}`);
  }
  const writer = tensorWriter(type, count);
  if (writer === undefined) throw invalid(name, `has datatype ${own}, which this server cannot take as JSON`);
  const accept = numberCheck(name, datatype, type === "float32" ? "FP32" : own);
  let index = 0;
  visitValues(input, (value) => {
    const column = value === null ? instead[index % instead.length] : undefined;
    writer.write(index, column ?? accept(value, index));
    index++;
  });
  return { data: writer.data, dims: shape };
}

/**
 * Visits every value of a request's input, flat or nested by row.
 *
 * @throws PolyheadError `input-invalid` where there are not as many as its shape says
 */
export function visitValues({ name, shape, data }: RequestInput, visit: (value: unknown) => void): void {
  const count = shape.reduce((product, size) => product * size, 1);
  walk(name, data, Array.isArray(data[0]) ? shape : [count], 0, visit);
}

function walk(
  name: string,
  values: readonly unknown[],
  shape: readonly number[],
  axis: number,
  visit: (value: unknown) => void,
): void {
  if (values.length !== shape[axis]) {
    const sizes = `[${shape.join(", ")}]`;
    throw invalid(name, `should have data of shape ${sizes}; axis ${axis} has ${values.length} entries`);
  }
  for (const value of values) {
    if (axis === shape.length - 1) visit(value);
    else if (Array.isArray(value)) walk(name, value, shape, axis + 1, visit);
    else throw invalid(name, `should have its data nested ${shape.length} deep, or flat; received a mixture`);
  }
}

type NumberCheck = (value: unknown, index: number) => number;

/** Accepts the numbers that both the request's and the graph's datatype hold. */
function numberCheck(name: string, declared: string, own: string): NumberCheck {
  const range = numericDatatypes.get(declared);
  const target = numericDatatypes.get(own);
  const lowest = Math.max(range?.lowest ?? 0, target?.lowest ?? 0);
  const highest = Math.min(range?.highest ?? 0, target?.highest ?? 0);
  return (value, index) => {
    if (typeof value !== "number" || !(value >= lowest && value <= highest)) {
      throw invalid(
        name,
        `should hold numbers from ${lowest} to ${highest}; value ${index} is ${shown(value)}`,
      );
    }
    if (range?.integer === true && !Number.isInteger(value)) {
      throw invalid(name, `should hold whole numbers (${declared}); value ${index} is ${value}`);
    }
    return value;
  };
}

function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return typeof value === "string" ? "a string" : `an ${Array.isArray(value) ? "array" : "object"}`;
}

function invalid(name: string, fault: string): PolyheadError {
  return new PolyheadError("input-invalid", `Input "${name}" ${fault}.`, { details: { input: name } });
}
