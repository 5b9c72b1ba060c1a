import { broadcastShapes } from "../../operators/broadcast.ts";
import { newData, type Content, type Evaluator } from "./content.ts";
import { broadcast } from "./strided.ts";

/**
 * One operation twice: on float64, which rounded to float32 gives what float32 arithmetic does (of + − × ÷ √, as float64
 * has more than twice the digits: Figueroa 1995), and on integers, which then wrap as int32 and int64 do.
 */
interface Operation {
  readonly float: (a: number, b: number) => number;
  readonly integer?: (a: bigint, b: bigint) => bigint;
}

const unary: Readonly<Record<string, Operation>> = {
  Abs: { float: Math.abs, integer: (x) => (x < 0n ? -x : x) },
  Ceil: { float: Math.ceil },
  Floor: { float: Math.floor },
  Neg: { float: (x) => -x, integer: (x) => -x },
  Reciprocal: { float: (x) => 1 / x },
  Sqrt: { float: Math.sqrt },
};

const binary: Readonly<Record<string, Operation>> = {
  Add: { float: (a, b) => a + b, integer: (a, b) => a + b },
  Div: { float: (a, b) => a / b, integer: (a, b) => a / b },
  Max: { float: Math.max, integer: (a, b) => (a > b ? a : b) },
  Min: { float: Math.min, integer: (a, b) => (a < b ? a : b) },
  Mul: { float: (a, b) => a * b, integer: (a, b) => a * b },
  Sub: { float: (a, b) => a - b, integer: (a, b) => a - b },
};

export const arithmetic: Readonly<Record<string, Evaluator>> = {
  ...evaluatorsOf(unary, ([x], operation) => x && combined(x, x, operation)),
  ...evaluatorsOf(binary, ([first, ...others], operation) =>
    others.reduce((a, b) => a && b && combined(a, b, operation), first),
  ),
};

function evaluatorsOf(
  operations: Readonly<Record<string, Operation>>,
  evaluate: (inputs: Parameters<Evaluator>[1], operation: Operation) => Content | undefined,
): Record<string, Evaluator> {
  return Object.fromEntries(
    Object.entries(operations).map(([opType, operation]) => [
      opType,
      (_, inputs) => evaluate(inputs, operation),
    ]),
  );
}

function combined(a: Content, b: Content, { float, integer }: Operation): Content | undefined {
  // Lengths that are all numbers broadcast to numbers.
  const dims = broadcastShapes(a.dims, b.dims) as readonly number[] | undefined;
  if (dims === undefined || a.dataType !== b.dataType) return undefined;
  const [left, right] = [broadcast(a, dims).data, broadcast(b, dims).data];
  const data = newData(a.dataType, left.length);
  if (isFloat(data) && isFloat(left) && isFloat(right))
    for (let at = 0; at < data.length; at++) data[at] = float(left[at]!, right[at]!);
  else if (isInteger(data) && isInteger(left) && isInteger(right) && integer !== undefined) {
    // A division by zero has no answer.
    if (integer === binary["Div"]?.integer && right.some((divisor) => Number(divisor) === 0))
      return undefined;
    for (let at = 0; at < data.length; at++) store(data, at, integer(BigInt(left[at]!), BigInt(right[at]!)));
  } else return undefined;
  return { dataType: a.dataType, dims, data };
}

function isFloat(data: Content["data"]): data is Float32Array | Float64Array {
  return data instanceof Float32Array || data instanceof Float64Array;
}

function isInteger(data: Content["data"]): data is BigInt64Array | Int32Array {
  return data instanceof BigInt64Array || data instanceof Int32Array;
}

function store(data: BigInt64Array | Int32Array, at: number, value: bigint): void {
  if (data instanceof BigInt64Array) data[at] = value;
  else data[at] = Number(BigInt.asIntN(32, value));
}
