import { float, type Value } from "@polyhead/onnx";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import { binaryOperators } from "./binary.ts";
import type { Emission } from "./emission.ts";
import type { EmitTensor } from "./emit-tensor.ts";
import type { EmitCall } from "./operator.ts";
import { unaryOperators } from "./unary.ts";

const kernels: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
};

/** What the fused kernels of tfjs do after the product: add the bias, which broadcasts from the right, and activate. */
export function finish(result: EmitTensor, { emission, inputs, attrs }: EmitCall): EmitTensor {
  const { bias, preluActivationWeights: alpha } = inputs;
  const biased = bias === undefined ? result : apply(emission, "Add", { a: result, b: bias });
  return activate(emission, biased, alpha, attrs);
}

function activate(
  emission: Emission,
  x: EmitTensor,
  alpha: EmitTensor | undefined,
  attrs: NamedAttrMap,
): EmitTensor {
  const activation = (attrs["activation"] ?? "linear") as string;
  if (activation === "linear") return x;
  if (activation === "prelu") return apply(emission, "Prelu", { x, alpha: alpha! });
  if (activation === "leakyrelu") return { ...x, value: leakyRelu(emission, x.value, attrs) };
  return apply(emission, kernels[activation]!, { x });
}

function leakyRelu(emission: Emission, x: Value, { leakyreluAlpha }: NamedAttrMap): Value {
  return emission.op("LeakyRelu", [x], { alpha: float(Number(leakyreluAlpha ?? 0.2)) });
}

function apply(emission: Emission, kernel: string, inputs: Readonly<Record<string, EmitTensor>>): EmitTensor {
  const emit = unaryOperators[kernel] ?? binaryOperators[kernel]!;
  return emit({ emission, inputs, attrs: {} }) as EmitTensor;
}
