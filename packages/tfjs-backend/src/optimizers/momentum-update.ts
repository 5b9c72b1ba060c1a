import type { Value } from "@polyhead/onnx";
import type { CustomKernel } from "./custom-kernel.ts";

/**
 * One step down a gradient with momentum for one variable; `rate` is a scalar: `velocity ← momentum·velocity + g`,
 * `value ← value − rate·velocity`, or with Nesterov's look ahead `value − rate·(g + momentum·velocity)`.
 */
export const momentumUpdate: CustomKernel = {
  name: "MomentumUpdate",
  elementwise: true,
  compute({ value, gradient, velocity, rate }, { momentum, nesterov }, shapes) {
    const [factor, scale] = [Number(momentum), rate![0]!];
    const [nextValue, nextVelocity] = [new Float32Array(value!.length), new Float32Array(value!.length)];
    for (let at = 0; at < value!.length; at++) {
      const slope = gradient![at]!;
      const speed = Math.fround(factor * velocity![at]! + slope);
      nextVelocity[at] = speed;
      nextValue[at] = value![at]! - scale * (nesterov === true ? slope + factor * speed : speed);
    }
    return [nextValue, nextVelocity].map((values) => [shapes["value"]!, values] as const);
  },
  emit({ emission, inputs: { value, gradient, velocity, rate }, attrs }) {
    const factor = emission.scalar(Number(attrs["momentum"]), "float32");
    const op = (opType: string, ...operands: Parameters<typeof emission.op>[1]): Value =>
      emission.op(opType, operands);
    const speed = op("Add", op("Mul", velocity, factor), gradient);
    const direction = attrs["nesterov"] === true ? op("Add", op("Mul", speed, factor), gradient) : speed;
    const next = op("Sub", value, op("Mul", direction, rate));
    const { shape } = value!;
    return [next, speed].map((result) => ({ value: result, shape, dtype: "float32" as const }));
  },
};
