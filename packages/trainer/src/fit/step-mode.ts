import { getBackend, type Tensor } from "@tensorflow/tfjs-core";
import { BACKEND_NAME, type CompiledStep } from "@polyhead/tfjs-backend-onnxruntime";

/** How a step's graphs last ran, where the engine has more than one way. */
export function stepMode(
  graphs: readonly Pick<CompiledStep<readonly Tensor[], void>, "compiled" | "reason">[],
): string | undefined {
  if (getBackend() !== BACKEND_NAME) return undefined;
  const eager = graphs.find(({ compiled }) => !compiled);
  return eager === undefined ? "steps compiled" : `steps not compiled: ${eager.reason}`;
}
