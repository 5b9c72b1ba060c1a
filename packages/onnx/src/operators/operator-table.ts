import { cast } from "./cast.ts";
import { comparison } from "./comparison.ts";
import { convolution } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { layout } from "./layout.ts";
import { logic } from "./logic.ts";
import { matrix } from "./matrix.ts";
import { normalization } from "./normalization.ts";
import type { Operator } from "./operator.ts";
import { pooling } from "./pooling.ts";
import { recurrent } from "./recurrent.ts";
import { reductions } from "./reduction.ts";
import { resize } from "./resize.ts";
import { scan } from "./scan.ts";
import { slice } from "./slice.ts";

/** The operators of ONNX's own domain whose attributes and output types are known, by name. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...cast,
    ...comparison,
    ...convolution,
    ...elementwise,
    ...indexing,
    ...layout,
    ...logic,
    ...matrix,
    ...normalization,
    ...pooling,
    ...recurrent,
    ...reductions,
    ...resize,
    ...scan,
    ...slice,
  }),
);
