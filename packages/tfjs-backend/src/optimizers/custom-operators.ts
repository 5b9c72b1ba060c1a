import type { Operators } from "../operators/operator.ts";
import { sigmoidSlope, tanhSlope } from "../gradients/activation-gradients.ts";
import { adamUpdate } from "./adam-update.ts";
import type { CustomKernel } from "./custom-kernel.ts";
import { dropoutMask } from "./dropout-mask.ts";
import { momentumUpdate } from "./momentum-update.ts";

/** The kernels that tfjs does not have. */
export const customKernels: readonly CustomKernel[] = [
  adamUpdate,
  dropoutMask,
  momentumUpdate,
  sigmoidSlope,
  tanhSlope,
];

/** How they are written as ONNX nodes. */
export const customOperators: Operators = Object.fromEntries(
  customKernels.map(({ name, emit }) => [name, emit]),
);
