import { float } from "@polyhead/onnx";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Value } from "@polyhead/onnx";
import type { Emission } from "./emission.ts";
import type { EmitDataType } from "./emit-tensor.ts";
import type { Emit, Operators } from "./operator.ts";

type Transform = (emission: Emission, x: Value, attrs: NamedAttrMap) => Value;

const floats: readonly EmitDataType[] = ["float32"];
const numeric: readonly EmitDataType[] = ["float32", "int32"];

/** An operator on every element; integers go where tfjs's JavaScript rounds as ONNX does, or not at all. */
function unary(transform: Transform, operands: readonly EmitDataType[] = floats): Emit {
  return ({ emission, inputs, attrs }) => {
    const { x } = inputs;
    if (x === undefined || !operands.includes(x.dtype)) return undefined;
    return { ...x, value: transform(emission, x.value, attrs) };
  };
}

/** A node of one input and no attributes. */
function node(opType: string): Transform {
  return (emission, x) => emission.op(opType, [x]);
}

function constant(emission: Emission, value: number): Value {
  return emission.scalar(value, "float32");
}

/** Keeps what is not a number, which ONNX Runtime's operator would lose. */
function keepingNaN(transform: Transform): Transform {
  return (emission, x, attrs) =>
    emission.op("Where", [emission.op("IsNaN", [x]), x, transform(emission, x, attrs)]);
}

const sign: Transform = (emission, x) =>
  emission.op("Where", [emission.op("IsNaN", [x]), constant(emission, 0), emission.op("Sign", [x])]);

/** 1 above 0, and `alpha` elsewhere. */
const step: Transform = (emission, x, attrs) =>
  attrs["alpha"] === 0 ? steepened(emission, x) : keepingNaN(leakyStep)(emission, x, attrs);

/** 1 above 0 and 0 elsewhere: so steep a ramp that the least number above 0 is at its top. */
function steepened(emission: Emission, x: Value): Value {
  const steep = constant(emission, 2 ** 127);
  const steeper = emission.op("Mul", [emission.op("Mul", [x, steep]), steep]);
  return emission.op("Clip", [steeper, constant(emission, 0), constant(emission, 1)]);
}

const leakyStep: Transform = (emission, x, { alpha }) =>
  emission.op("Where", [
    emission.op("Greater", [x, constant(emission, 0)]),
    constant(emission, 1),
    constant(emission, Number(alpha)),
  ]);

/** log(1 + x), exact near 0: Higham, Accuracy and Stability of Numerical Algorithms, problem 1.5. */
const log1p: Transform = (emission, x) => {
  const one = constant(emission, 1);
  const u = emission.op("Add", [x, one]);
  const ratio = emission.op("Div", [x, emission.op("Sub", [u, one])]);
  const exact = emission.op("Or", [emission.op("Equal", [u, one]), emission.op("IsInf", [u])]);
  return emission.op("Where", [exact, x, emission.op("Mul", [emission.op("Log", [u]), ratio])]);
};

/** exp(x) − 1, exact near 0: Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1. */
const expm1: Transform = (emission, x) => {
  const one = constant(emission, 1);
  const u = emission.op("Exp", [x]);
  const difference = emission.op("Sub", [u, one]);
  const small = emission.op("Less", [emission.op("Abs", [x]), constant(emission, 0.5)]);
  const ratio = emission.op("Div", [x, emission.op("Log", [u])]);
  const exact = emission.op("Where", [
    emission.op("Equal", [u, one]),
    x,
    emission.op("Mul", [difference, ratio]),
  ]);
  return emission.op("Where", [small, exact, difference]);
};

const clip: Transform = (emission, x, { clipValueMin, clipValueMax }) =>
  emission.op("Clip", [
    x,
    constant(emission, Number(clipValueMin)),
    constant(emission, Number(clipValueMax)),
  ]);

const relu6: Transform = (emission, x) =>
  emission.op("Clip", [x, constant(emission, 0), constant(emission, 6)]);

const leakyRelu: Transform = (emission, x, { alpha }) =>
  emission.op("LeakyRelu", [x], { alpha: float(Number(alpha)) });

export const unaryOperators: Operators = {
  Abs: unary(node("Abs"), numeric),
  Ceil: unary(node("Ceil")),
  ClipByValue: unary(clip),
  Cos: unary(node("Cos")),
  Elu: unary(node("Elu")),
  Erf: unary(node("Erf")),
  Exp: unary(node("Exp")),
  Expm1: unary(expm1),
  Floor: unary(node("Floor")),
  LeakyRelu: unary(leakyRelu),
  Log: unary(node("Log")),
  Log1p: unary(log1p),
  Neg: unary(node("Neg"), numeric),
  Reciprocal: unary(node("Reciprocal")),
  Relu: unary(node("Relu"), numeric),
  Relu6: unary(relu6),
  Round: unary(node("Round")),
  Rsqrt: unary((emission, x) => emission.op("Reciprocal", [emission.op("Sqrt", [x])])),
  Selu: unary(node("Selu")),
  Sigmoid: unary(node("Sigmoid")),
  Sign: unary(sign),
  Sin: unary(node("Sin")),
  Softplus: unary(node("Softplus")),
  Sqrt: unary(node("Sqrt")),
  Square: unary((emission, x) => emission.op("Mul", [x, x]), numeric),
  Step: unary(step),
  Tanh: unary(node("Tanh")),
};

export const logicalOperators: Operators = {
  IsNan: predicate("IsNaN"),
  IsInf: predicate("IsInf"),
  LogicalNot: ({ emission, inputs: { x } }) =>
    x?.dtype === "bool" ? { ...x, value: emission.op("Not", [x.value]) } : undefined,
};

function predicate(opType: string): Emit {
  return ({ emission, inputs: { x } }) =>
    x?.dtype === "float32" ? { ...x, value: emission.op(opType, [x.value]), dtype: "bool" } : undefined;
}
