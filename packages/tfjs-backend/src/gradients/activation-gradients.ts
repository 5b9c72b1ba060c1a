import { mul, sub, type GradConfig, type Tensor } from "@tensorflow/tfjs-core";
import { binaryOperators } from "../operators/binary.ts";
import type { EmitTensor } from "../operators/emit-tensor.ts";
import type { Emit } from "../operators/operator.ts";
import { callKernel, type CustomKernel } from "../optimizers/custom-kernel.ts";

/** dy times the slope at the output y: one kernel, where tfjs's gradients take three and a new scalar. */
interface Slope {
  readonly name: string;
  readonly of: (dy: Float32Array, y: Float32Array) => Float32Array;
  readonly emit: Emit;
}

function slopeKernel({ name, of, emit }: Slope): CustomKernel {
  return {
    name,
    elementwise: true,
    emit,
    compute: ({ dy, y }, _, shapes) => [[shapes["y"]!, of(dy!, y!)]],
  };
}

/** y·(1 − y) */
export const sigmoidSlope: CustomKernel = slopeKernel({
  name: "SigmoidSlope",
  of(dy, y) {
    const values = new Float32Array(y.length);
    for (let at = 0; at < values.length; at++)
      values[at] = dy[at]! * Math.fround(y[at]! * Math.fround(1 - y[at]!));
    return values;
  },
  emit: (call) => {
    const [one, { dy, y }] = [oneOf(call), call.inputs];
    const slope = binary(call, "Multiply", y!, binary(call, "Sub", one, y!));
    return binary(call, "Multiply", dy!, slope);
  },
});

/** 1 − y² */
export const tanhSlope: CustomKernel = slopeKernel({
  name: "TanhSlope",
  of(dy, y) {
    const values = new Float32Array(y.length);
    for (let at = 0; at < values.length; at++)
      values[at] = dy[at]! * Math.fround(1 - Math.fround(y[at]! * y[at]!));
    return values;
  },
  emit: (call) => {
    const [one, { dy, y }] = [oneOf(call), call.inputs];
    const slope = binary(call, "Sub", one, binary(call, "Multiply", y!, y!));
    return binary(call, "Multiply", dy!, slope);
  },
});

function oneOf({ emission }: Parameters<Emit>[0]): EmitTensor {
  return { value: emission.scalar(1, "float32"), shape: [], dtype: "float32" };
}

function binary({ emission }: Parameters<Emit>[0], kernel: string, a: EmitTensor, b: EmitTensor): EmitTensor {
  return binaryOperators[kernel]!({ emission, inputs: { a, b }, attrs: {} }) as EmitTensor;
}

function gradientOf(kernelName: string, kernel: CustomKernel): GradConfig {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => callKernel(kernel, { dy: dy as Tensor, y: y! }, {})[0]! }),
  };
}

export const sigmoidGradient: GradConfig = gradientOf("Sigmoid", sigmoidSlope);
export const tanhGradient: GradConfig = gradientOf("Tanh", tanhSlope);

/** The gradients of these gradients, for those who differentiate twice. */
export const sigmoidSlopeGradient: GradConfig = {
  kernelName: sigmoidSlope.name,
  inputsToSave: ["dy", "y"],
  gradFunc: (ddx, [dy, y]) => ({
    dy: () => mul(ddx as Tensor, mul(y!, sub(1, y!))),
    y: () => mul(mul(ddx as Tensor, dy!), sub(1, mul(2, y!))),
  }),
};

export const tanhSlopeGradient: GradConfig = {
  kernelName: tanhSlope.name,
  inputsToSave: ["dy", "y"],
  gradFunc: (ddx, [dy, y]) => ({
    dy: () => mul(ddx as Tensor, sub(1, mul(y!, y!))),
    y: () => mul(mul(ddx as Tensor, dy!), mul(-2, y!)),
  }),
};
