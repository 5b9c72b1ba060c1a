import type { ParityFigure } from "@polyhead/spec";

/** Two outputs agree where `|onnx − reference| ≤ absolute + relative · |reference|` holds for every element. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** The element that is furthest from its reference, measured in tolerances. */
interface WorstElement {
  readonly index: number;
  readonly onnx: number;
  readonly reference: number;
  /** Above 1, the outputs disagree; infinite where either number is not finite. */
  readonly excess: number;
}

export interface Comparison {
  readonly figure: ParityFigure;
  readonly worst: WorstElement;
}

/** Compares one output; a relative difference takes the reference as at least `absolute / relative` large, so as to stay finite. */
export function compareOutput(
  output: string,
  batch: number,
  onnx: Float32Array,
  reference: Float32Array,
  { absolute, relative }: Tolerance,
): Comparison {
  let worst: WorstElement = { index: 0, onnx: onnx[0] ?? 0, reference: reference[0] ?? 0, excess: -1 };
  let maxAbsolute = 0;
  let maxRelative = 0;
  for (let index = 0; index < Math.max(onnx.length, reference.length); index++) {
    const [left = Number.NaN, right = Number.NaN] = [onnx[index], reference[index]];
    const difference = Math.abs(left - right);
    const ratio = difference / (absolute + relative * Math.abs(right));
    const excess = Number.isFinite(ratio) ? ratio : Number.POSITIVE_INFINITY;
    if (excess > worst.excess) worst = { index, onnx: left, reference: right, excess };
    maxAbsolute = Math.max(maxAbsolute, difference);
    maxRelative = Math.max(maxRelative, difference / Math.max(Math.abs(right), absolute / relative));
  }
  return { figure: { output, batch, maxAbsolute, maxRelative }, worst };
}
