import { PolyheadError } from "@polyhead/spec";
import { arrayOf, isStrings } from "./data-type.ts";
import type { Tensor } from "./graph.ts";
import { formatShape } from "./shape.ts";

/** The number of elements that `dims` ask for. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((count, dim) => count * dim, 1);
}

/** @throws PolyheadError `model-invalid` when data and data type, or data and dims, disagree. */
export function checkTensor(tensor: Tensor): void {
  const { name, dataType, dims, data } = tensor;
  const array = arrayOf(dataType);
  if (array === undefined ? !isStrings(data) : !(data instanceof array))
    throw invalid(name, `${dataType} data must be held in ${array?.name ?? "an array of strings"}`, dataType);
  if (!dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0))
    throw invalid(name, "its dims must be integers of 0 or more", formatShape(dims));
  if (data.length !== elementCount(dims))
    throw invalid(name, `dims ${formatShape(dims)} ask for ${elementCount(dims)} elements`, `${data.length}`);
}

function invalid(name: string, rule: string, received: string): PolyheadError {
  return new PolyheadError("model-invalid", `Tensor "${name}" is malformed: ${rule}. Received ${received}.`, {
    details: { tensor: name },
  });
}
