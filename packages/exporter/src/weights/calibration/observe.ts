import { encodeModel, type Model } from "@polyhead/onnx";
import { onnxOutputs, openModel, type Feeds } from "../../parity/onnx-outputs.ts";
import type { Range } from "../int8-static.ts";
import { MagnitudeHistogram } from "./magnitude-histogram.ts";

/** The range to quantize an activation in, from what was seen of it. */
export type CalibrationRule = (seen: Range, magnitudes: MagnitudeHistogram) => Range;

/**
 * Runs a float model in ONNX Runtime on real inputs and tells the range of each of the values named, by a rule.
 *
 * The inputs go through twice: for the extremes, then for how magnitudes are distributed between them.
 */
export async function calibrate(
  model: Model,
  names: ReadonlySet<string>,
  feeds: readonly Feeds[],
  rule: CalibrationRule,
): Promise<ReadonlyMap<string, Range>> {
  const session = await openModel(encodeModel(exposing(model, names)), "cpu");
  const watch = async (see: (name: string, values: Float32Array) => void): Promise<void> => {
    for (const batch of feeds)
      for (const [name, values] of [...(await onnxOutputs(session, batch)), ...inputsOf(batch)])
        if (names.has(name)) see(name, values);
  };
  try {
    const ranges = new Map<string, Range>();
    await watch((name, values) => ranges.set(name, widened(ranges.get(name), values)));
    const histograms = new Map(
      Array.from(ranges, ([name, { min, max }]) => [name, new MagnitudeHistogram(Math.max(-min, max))]),
    );
    await watch((name, values) => histograms.get(name)?.add(values));
    return new Map(
      Array.from(ranges, ([name, seen]) => {
        const histogram = histograms.get(name);
        return [name, histogram === undefined ? seen : rule(seen, histogram)];
      }),
    );
  } finally {
    await session.release();
  }
}

/** The model with values of its graph as further outputs. */
function exposing(model: Model, names: ReadonlySet<string>): Model {
  const { graph } = model;
  const inner = (graph.valueInfo ?? []).filter(({ name }) => names.has(name));
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => !names.has(name));
  return { ...model, graph: { ...graph, outputs: [...graph.outputs, ...inner], valueInfo } };
}

function inputsOf(feeds: Feeds): [string, Float32Array][] {
  return Object.entries(feeds).map(([name, { data }]) => [name, data]);
}

function widened(range: Range | undefined, values: Float32Array): Range {
  let { min, max } = range ?? { min: 0, max: 0 };
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
