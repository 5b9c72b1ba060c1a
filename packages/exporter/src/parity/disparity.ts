import { PolyheadError } from "@polyhead/spec";
import { util } from "@tensorflow/tfjs-core";
import type { PlacedComparison } from "./compare-plan.ts";
import type { ParityReport } from "./parity-report.ts";

/** The refusal of a file that does not agree with its model, by the element that is furthest off. */
export function disparity(
  { figure: { output, batch }, worst, provider, shape }: PlacedComparison,
  parity: ParityReport,
  deviations: Readonly<Record<string, number>>,
): PolyheadError {
  const { onnx, reference } = worst;
  const { absolute, relative } = parity.tolerance;
  const index = util.indexToLoc(worst.index, shape.length, util.computeStrides([...shape]));
  const { [output]: deviation } = deviations;
  const inDeviations = deviation === undefined ? undefined : Math.abs(onnx - reference) / deviation;
  // A unit so small that float32 rounding of the model itself, which 1e-4 deviations allow for, exceeds the tolerance.
  const advice =
    inDeviations !== undefined && inDeviations <= absolute
      ? `The difference is only ${inDeviations.toPrecision(2)} standard deviations of "${output}": measure it in a larger unit, thousands say, for float32 to tell its values apart.`
      : origin(parity);
  return new PolyheadError(
    "export-parity",
    `Output "${output}" of the exported graph must agree with the model within ${absolute} + ${relative} · |reference|; on ${provider} at batch size ${batch}, index [${index.join(", ")}], ONNX Runtime gives ${onnx} and TensorFlow.js ${reference}, so nothing was written. ${advice}`,
    {
      details: { output, provider, batch, index, onnx, reference, absolute, relative, inDeviations, parity },
    },
  );
}

/** Where the difference begins. */
function origin({ layers }: ParityReport): string {
  if (layers === undefined) return "Export with a trace to see which layer differs first.";
  const first = layers.find(({ agrees }) => !agrees);
  return first === undefined
    ? "Every layer agrees by itself."
    : `The first layer that differs is "${first.layer}" (${first.className}), by ${first.maxAbsolute.toPrecision(2)} on ${first.provider}.`;
}
