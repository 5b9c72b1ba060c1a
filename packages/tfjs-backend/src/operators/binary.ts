import { backend_util } from "@tensorflow/tfjs-core";
import type { Value } from "@polyhead/onnx";
import { broadcast } from "./broadcast.ts";
import type { Emission } from "./emission.ts";
import type { EmitDataType, EmitTensor } from "./emit-tensor.ts";
import type { Emit, Operators } from "./operator.ts";

type Combine = (emission: Emission, a: Value, b: Value) => Value;

interface BinaryRule {
  /** The data types of its operands that ONNX Runtime computes as tfjs does; both operands are raised to the wider. */
  readonly operands: readonly EmitDataType[];
  /** The data type of the result; the operands' by default. */
  readonly result?: EmitDataType;
}

const numeric: readonly EmitDataType[] = ["float32", "int32"];

/** An operator on two tensors that broadcast, named as tfjs names its inputs. */
function binary(
  combine: Combine,
  { operands, result }: BinaryRule,
  names: readonly [string, string] = ["a", "b"],
): Emit {
  return ({ emission, inputs }) => {
    const pair = names.map((name) => inputs[name]!);
    const dtype = backend_util.upcastType(pair[0]!.dtype, pair[1]!.dtype) as EmitDataType;
    if (!operands.includes(dtype)) return undefined;
    const { values, ...place } = broadcast(
      emission,
      pair.map((tensor) => raised(emission, tensor, dtype)),
    );
    return { value: combine(emission, values[0]!, values[1]!), dtype: result ?? dtype, ...place };
  };
}

/** The tensor in a data type that holds all its values. */
export function raised(emission: Emission, tensor: EmitTensor, dtype: EmitDataType): EmitTensor {
  return tensor.dtype === dtype ? tensor : { ...tensor, value: emission.cast(tensor.value, dtype), dtype };
}

function node(opType: string): Combine {
  return (emission, a, b) => emission.op(opType, [a, b]);
}

function not(combine: Combine): Combine {
  return (emission, a, b) => emission.op("Not", [combine(emission, a, b)]);
}

function arithmetic(opType: string, operands: readonly EmitDataType[] = numeric): Emit {
  return binary(node(opType), { operands });
}

function comparison(combine: Combine, operands: readonly EmitDataType[] = numeric): Emit {
  return binary(combine, { operands, result: "bool" });
}

/** The operands' larger or smaller, not a number where one of them is not. */
function extremum(opType: string): Emit {
  return binary(node(opType), { operands: numeric });
}

const squaredDifference: Combine = (emission, a, b) => {
  const difference = emission.op("Sub", [a, b]);
  return emission.op("Mul", [difference, difference]);
};

const prelu: Combine = (emission, x, alpha) =>
  emission.op("Where", [
    emission.op("Less", [x, emission.scalar(0, "float32")]),
    emission.op("Mul", [x, alpha]),
    x,
  ]);

const eluGrad: Combine = (emission, dy, y) =>
  emission.op("Where", [
    emission.op("GreaterOrEqual", [y, emission.scalar(0, "float32")]),
    dy,
    emission.op("Mul", [dy, emission.op("Add", [y, emission.scalar(1, "float32")])]),
  ]);

const float: readonly EmitDataType[] = ["float32"];
const any: readonly EmitDataType[] = ["float32", "int32", "bool"];

export const binaryOperators: Operators = {
  Add: arithmetic("Add"),
  Sub: arithmetic("Sub"),
  Multiply: arithmetic("Mul"),
  // An int32 division by zero would end the process.
  RealDiv: arithmetic("Div", float),
  Pow: arithmetic("Pow", float),
  Maximum: extremum("Max"),
  Minimum: extremum("Min"),
  SquaredDifference: binary(squaredDifference, { operands: numeric }),
  Greater: comparison(node("Greater")),
  GreaterEqual: comparison(node("GreaterOrEqual")),
  Less: comparison(node("Less")),
  LessEqual: comparison(node("LessOrEqual")),
  Equal: comparison(node("Equal"), any),
  NotEqual: comparison(not(node("Equal")), any),
  LogicalAnd: comparison(node("And"), ["bool"]),
  LogicalOr: comparison(node("Or"), ["bool"]),
  Prelu: binary(prelu, { operands: float }, ["x", "alpha"]),
  EluGrad: binary(eluGrad, { operands: float }, ["dy", "y"]),
};
