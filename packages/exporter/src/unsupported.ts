import { PolyheadError } from "@polyhead/spec";
import type { Layer } from "./layer.ts";

/** The refusal of a layer that has no exact translation. */
export function unsupported(layer: Layer, reason: string): PolyheadError {
  const className = layer.getClassName();
  return new PolyheadError(
    "export-unsupported",
    `Layer "${layer.name}" (${className}) cannot be exported exactly: ${reason}.`,
    { details: { layer: layer.name, className, reason } },
  );
}
