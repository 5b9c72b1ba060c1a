import { binaryOperators } from "./binary.ts";
import { convolutionOperators } from "./convolution.ts";
import { gatherOperators } from "./gather.ts";
import { joiningOperators } from "./joining.ts";
import { matrixOperators } from "./matrix.ts";
import { normalizationOperators } from "./normalization.ts";
import type { Emit } from "./operator.ts";
import { poolingOperators } from "./pooling.ts";
import { reductionOperators } from "./reduction.ts";
import { reshapingOperators } from "./reshaping.ts";
import { resizeOperators } from "./resize.ts";
import { scatterOperators } from "./scatter.ts";
import { slicingOperators } from "./slicing.ts";
import { logicalOperators, unaryOperators } from "./unary.ts";

/** How each tfjs kernel is written as ONNX nodes, by the kernel's name. */
export const operatorTable: ReadonlyMap<string, Emit> = new Map(
  Object.entries({
    ...unaryOperators,
    ...logicalOperators,
    ...binaryOperators,
    ...matrixOperators,
    ...convolutionOperators,
    ...poolingOperators,
    ...reductionOperators,
    ...reshapingOperators,
    ...resizeOperators,
    ...scatterOperators,
    ...slicingOperators,
    ...joiningOperators,
    ...gatherOperators,
    ...normalizationOperators,
  }),
);
