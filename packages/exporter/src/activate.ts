import { float, type Value } from "@polyhead/onnx";
import type { LayerContext } from "./layer-context.ts";
import { storedAxis, type TensorHandle } from "./tensor-handle.ts";

/** What TensorFlow.js calls an activation function: an object of a registered class. */
export interface ActivationFunction {
  getClassName(): string;
}

type Apply = (x: Value, context: LayerContext, handle: TensorHandle) => Value;

const operator =
  (opType: string): Apply =>
  (x, context) =>
    context.op(opType, [x]);

const alongLastAxis =
  (opType: string): Apply =>
  (x, context, handle) =>
    context.op(opType, [x], { axis: storedAxis(handle, handle.shape.length) });

/** x · factor(x) */
const gated =
  (factor: Apply): Apply =>
  (x, context, handle) =>
    context.op("Mul", [x, factor(x, context, handle)]);

/** The activations that TensorFlow.js 4.22 registers, by class name. */
const activations: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ["elu", operator("Elu")],
  ["gelu", gated(normalCdf)],
  ["gelu_new", gated(normalCdfByTanh)],
  ["hardSigmoid", (x, context) => context.op("HardSigmoid", [x], { alpha: float(0.2), beta: float(0.5) })],
  ["linear", (x) => x],
  ["logSoftmax", alongLastAxis("LogSoftmax")],
  ["mish", gated((x, context) => context.op("Tanh", [context.op("Softplus", [x])]))],
  ["relu", operator("Relu")],
  ["relu6", (x, context) => clip(x, 6, context)],
  ["selu", operator("Selu")],
  ["sigmoid", operator("Sigmoid")],
  ["softmax", alongLastAxis("Softmax")],
  ["softplus", operator("Softplus")],
  ["softsign", operator("Softsign")],
  ["swish", gated(operator("Sigmoid"))],
  ["tanh", operator("Tanh")],
]);

/** Applies an activation function of TensorFlow.js. */
export function activate(
  handle: TensorHandle,
  activation: ActivationFunction | null,
  context: LayerContext,
): TensorHandle {
  if (activation === null) return handle;
  const name = activation.getClassName();
  const apply = activations.get(name);
  if (apply === undefined) throw context.refusal(`its activation "${name}" is not one of TensorFlow.js`);
  return { ...handle, value: apply(handle.value, context, handle) };
}

/** min(max(x, 0), maximum) */
export function clip(x: Value, maximum: number, context: LayerContext): Value {
  return context.op("Clip", [x, context.scalar("min", 0), context.scalar("max", maximum)]);
}

function normalCdf(x: Value, context: LayerContext): Value {
  const erf = context.op("Erf", [context.op("Div", [x, context.scalar("sqrt2", Math.SQRT2)])]);
  return half(erf, context);
}

/** Hendrycks and Gimpel 2016, the approximation by tanh. */
function normalCdfByTanh(x: Value, context: LayerContext): Value {
  const cube = context.op("Mul", [context.op("Mul", [x, x]), x]);
  const inner = context.op("Add", [x, context.op("Mul", [cube, context.scalar("cubic", 0.044715)])]);
  const scaled = context.op("Mul", [inner, context.scalar("sqrt2_over_pi", Math.sqrt(2 / Math.PI))]);
  return half(context.op("Tanh", [scaled]), context);
}

/** (1 + x) / 2 */
function half(x: Value, context: LayerContext): Value {
  return context.op("Mul", [context.op("Add", [x, context.scalar("one", 1)]), context.scalar("half", 0.5)]);
}
