import { arithmetic } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import type { Evaluator } from "./content.ts";
import { movement } from "./movement.ts";

/** The operators of ONNX's own domain whose outputs are computed here, bit for bit as a runtime does, by name. */
export const evaluators: ReadonlyMap<string, Evaluator> = new Map(
  Object.entries({ ...arithmetic, ...cast, ...movement }),
);
