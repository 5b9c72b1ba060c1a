import { DEFAULT_OPSET } from "@polyhead/onnx";
import { PolyheadError } from "@polyhead/spec";

/** The operator sets in which every operator that the translators use means the same. */
export const MIN_OPSET = 17;
export const MAX_OPSET = 21;

/** @throws PolyheadError `input-invalid` */
export function checkedOpset(opset: number = DEFAULT_OPSET): number {
  if (Number.isInteger(opset) && opset >= MIN_OPSET && opset <= MAX_OPSET) return opset;
  throw new PolyheadError(
    "input-invalid",
    `Option \`opset\` must be an integer from ${MIN_OPSET} to ${MAX_OPSET}. Received ${opset}.`,
    { details: { opset, minimum: MIN_OPSET, maximum: MAX_OPSET } },
  );
}
