import type { Operators } from "../operators/operator.ts";
import { sigmoidSlope, tanhSlope } from "../gradients/activation-gradients.ts";
import { adamUpdate } from "./adam-update.ts";
import { dropoutMask } from "./dropout-mask.ts";
import { momentumUpdate } from "./momentum-update.ts";

/** How the kernels that tfjs does not have are written as ONNX nodes. */
export const customOperators: Operators = Object.fromEntries(
  [adamUpdate, dropoutMask, momentumUpdate, sigmoidSlope, tanhSlope].map(({ name, emit }) => [name, emit]),
);
