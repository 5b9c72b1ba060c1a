import type { Value } from "@polyhead/onnx";
import type { CustomKernel } from "./custom-kernel.ts";

/**
 * One step of Adam (Kingma, Ba 2015, algorithm 1) for one variable, with its running means kept as sums, `mean/(1−β1)`
 * and `square/(1−β2)`, and the corrections of their bias left to `rate` and `epsilon`, which are scalars:
 * `mean ← β1·mean + g`, `square ← β2·square + g²`, `value ← keep·value − rate·mean/(√square + epsilon)`.
 */
export const adamUpdate: CustomKernel = {
  name: "AdamUpdate",
  elementwise: true,
  compute({ value, gradient, mean, square, rate, epsilon, keep }, { beta1, beta2 }, shapes) {
    const [first, second] = [Number(beta1), Number(beta2)];
    const [scale, offset, kept] = [rate![0]!, epsilon![0]!, keep?.[0] ?? 1];
    const [nextValue, nextMean, nextSquare] = [0, 1, 2].map(() => new Float32Array(value!.length));
    for (let at = 0; at < value!.length; at++) {
      const slope = gradient![at]!;
      const sum = Math.fround(first * mean![at]! + slope);
      const squares = Math.fround(second * square![at]! + slope * slope);
      nextMean![at] = sum;
      nextSquare![at] = squares;
      nextValue![at] = kept * value![at]! - (scale * sum) / (Math.sqrt(squares) + offset);
    }
    return [nextValue!, nextMean!, nextSquare!].map((values) => [shapes["value"]!, values] as const);
  },
  emit({ emission, inputs, attrs }) {
    const [first, second] = ["beta1", "beta2"].map((name) => emission.scalar(Number(attrs[name]), "float32"));
    const { value, gradient, mean, square, rate, epsilon, keep } = inputs;
    const op = (opType: string, ...operands: Parameters<typeof emission.op>[1]): Value =>
      emission.op(opType, operands);
    const nextMean = op("Add", op("Mul", mean, first), gradient);
    const nextSquare = op("Add", op("Mul", square, second), op("Mul", gradient, gradient));
    const direction = op("Div", nextMean, op("Add", op("Sqrt", nextSquare), epsilon));
    const kept = keep === undefined ? value : op("Mul", value, keep);
    const next = op("Sub", kept, op("Mul", direction, rate));
    const { shape } = value!;
    return [next, nextMean, nextSquare].map((result) => ({
      value: result,
      shape,
      dtype: "float32" as const,
    }));
  },
};
