import { PolyheadError, type ParityFigure } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import { compareOutput, type Comparison, type Tolerance } from "./compare-output.ts";
import type { ExportPlan } from "../export-plan.ts";
import { onnxOutputs, openModel, type Feeds } from "./onnx-outputs.ts";
import { randomFeeds, type Draw } from "./random-feeds.ts";
import { sampleFeeds, type Samples } from "./sample-feeds.ts";

/** The batch sizes at which random inputs are compared: one example, and an odd number of them. */
const PARITY_BATCHES: readonly number[] = [1, 7];
const PARITY_TOLERANCE: Tolerance = { absolute: 1e-4, relative: 1e-4 };

/** The lengths that axes left open take in turn. */
const PARITY_LENGTHS: readonly number[] = [5, 12];

const SEED = 1;

export interface ParityOptions {
  readonly samples?: Samples;
  readonly batches?: readonly number[];
  /** The lengths that axes left open take in turn. */
  readonly lengths?: readonly number[];
  readonly tolerance?: Tolerance;
}

/**
 * Runs a file in ONNX Runtime and the model in TensorFlow.js on the same inputs, random ones at batch sizes 1 and 7 and
 * the samples, and compares every element of every output.
 *
 * @returns the largest differences by output and batch size
 * @throws PolyheadError `export-parity` where one element differs by more than the tolerance, 1e-4 + 1e-4 · |reference|
 */
export async function checkParity(
  plan: ExportPlan,
  bytes: Uint8Array,
  options: ParityOptions = {},
): Promise<readonly ParityFigure[]> {
  const { samples, tolerance = PARITY_TOLERANCE } = options;
  const random = await Promise.all(draws(plan, options).map((draw) => randomFeeds(plan.inputs, draw)));
  const session = await openModel(bytes);
  try {
    const comparisons: Comparison[] = [];
    for (const feeds of [...random, ...(samples === undefined ? [] : sampleFeeds(plan.inputs, samples))]) {
      const onnx = await onnxOutputs(session, feeds);
      const reference = await referenceOutputs(plan, feeds);
      for (const [output, { data, shape }] of reference) {
        const [batch = 0] = shape;
        const comparison = compareOutput(
          output,
          batch,
          onnx.get(output) ?? new Float32Array(),
          data,
          tolerance,
        );
        if (comparison.worst.excess > 1)
          throw disparity(comparison, shape, tolerance, plan.deviations[output]);
        comparisons.push(comparison);
      }
    }
    return mergeFigures(comparisons.map(({ figure }) => figure));
  } finally {
    await session.release();
  }
}

/** Each batch size at each length; where no axis is left open, the length does not matter. */
function draws(
  { inputs }: ExportPlan,
  { batches = PARITY_BATCHES, lengths = PARITY_LENGTHS }: ParityOptions,
): Draw[] {
  const open = inputs.some(({ shape }) => shape.includes(null));
  return batches.flatMap((batch) => (open ? lengths : [1]).map((length) => ({ batch, length, seed: SEED })));
}

async function referenceOutputs(
  { reference }: ExportPlan,
  feeds: Feeds,
): Promise<readonly (readonly [string, Feeds[string]])[]> {
  const outputs = tf.tidy(() => {
    const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]);
    return { ...reference(Object.fromEntries(tensors)) };
  });
  try {
    return await Promise.all(
      Object.entries(outputs).map(async ([name, tensor]) => {
        const data = (await tensor.data()) as Float32Array;
        return [name, { data, shape: tensor.shape }] as const;
      }),
    );
  } finally {
    tf.dispose(outputs);
  }
}

/** One figure for each output at each batch size. */
function mergeFigures(figures: readonly ParityFigure[]): ParityFigure[] {
  const merged = new Map<string, ParityFigure>();
  for (const figure of figures) {
    const key = `${figure.output}/${figure.batch}`;
    const { maxAbsolute, maxRelative } = merged.get(key) ?? figure;
    merged.set(key, {
      ...figure,
      maxAbsolute: Math.max(maxAbsolute, figure.maxAbsolute),
      maxRelative: Math.max(maxRelative, figure.maxRelative),
    });
  }
  return [...merged.values()];
}

function disparity(
  { figure: { output, batch }, worst }: Comparison,
  shape: readonly number[],
  { absolute, relative }: Tolerance,
  deviation: number | undefined,
): PolyheadError {
  const { onnx, reference } = worst;
  const index = tf.util.indexToLoc(worst.index, shape.length, tf.util.computeStrides([...shape]));
  const inDeviations = deviation === undefined ? undefined : Math.abs(onnx - reference) / deviation;
  // A unit so small that float32 rounding of the model itself, which 1e-4 deviations allow for, exceeds the tolerance.
  const advice =
    inDeviations !== undefined && inDeviations <= absolute
      ? ` The difference is only ${inDeviations.toPrecision(2)} standard deviations of "${output}": measure it in a larger unit, thousands say, for float32 to tell its values apart.`
      : "";
  return new PolyheadError(
    "export-parity",
    `Output "${output}" of the exported graph must agree with the model within ${absolute} + ${relative} · |reference|; at batch size ${batch}, index [${index.join(", ")}], ONNX Runtime gives ${onnx} and TensorFlow.js ${reference}, so nothing was written.${advice}`,
    { details: { output, batch, index, onnx, reference, absolute, relative, inDeviations } },
  );
}
