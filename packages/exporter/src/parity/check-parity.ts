import { PolyheadError, type ParityFigure } from "@polyhead/spec";
import type { ExportPlan } from "../export-plan.ts";
import type { Tolerance } from "./compare-output.ts";
import { comparePlan, type PlacedComparison } from "./compare-plan.ts";
import { disparity } from "./disparity.ts";
import { parityFeeds, type FeedOptions } from "./parity-feeds.ts";
import type { LayerParity, OutputParity, ParityReport } from "./parity-report.ts";
import type { Provider } from "./provider.ts";

const PARITY_TOLERANCE: Tolerance = { absolute: 1e-4, relative: 1e-4 };

export interface ParityOptions extends FeedOptions {
  /** How far the file may be from the model, element by element; 1e-4 + 1e-4 · |reference| by default. */
  readonly tolerance?: Tolerance;
  /**
   * Execution providers that must agree besides the CPU. By default the CPU must, and others that are found, software ones
   * excepted, are compared without a say.
   */
  readonly providers?: readonly Provider[];
}

/** A graph with its file. */
export interface EncodedPlan {
  readonly plan: ExportPlan;
  /** What ONNX Runtime opens: the bytes, or a path. */
  readonly file: Uint8Array | string;
}

/**
 * Runs a file in ONNX Runtime and the model in TensorFlow.js on the same inputs, random ones at batch sizes 1 and 7 and
 * the samples, and compares every element of every output.
 *
 * @param traced the same model with an output a layer, to be compared as well
 * @throws PolyheadError `export-parity` where one element differs by more than the tolerance, `device-unavailable`,
 * `input-invalid` for an option, `model-invalid` where TensorFlow.js does not run the model
 */
export async function checkParity(
  { plan, file }: EncodedPlan,
  options: ParityOptions = {},
  traced?: EncodedPlan,
): Promise<ParityReport> {
  const tolerance = checkedTolerance(options.tolerance);
  const batches = await parityFeeds(plan.inputs, options);
  const compare = (encoded: EncodedPlan) =>
    comparePlan(encoded.plan, encoded.file, batches, tolerance, options.providers);
  const layers = traced && layerFigures(traced.plan, (await compare(traced)).comparisons);
  const { comparisons, providers } = await compare({ plan, file });
  const report = {
    tolerance,
    providers,
    outputs: merged(comparisons.map(outputFigure), ({ provider, output, inputs, batch }) =>
      [provider, output, inputs, batch].join(),
    ),
    ...(layers && { layers }),
  };
  const failed = comparisons.find(({ required, worst }) => required && worst.excess > 1);
  if (failed !== undefined) throw disparity(failed, report, plan.deviations);
  return report;
}

/** The figures of a report that are the same on each run and machine of a kind: those of the CPU, one a batch size. */
export function compactParity({ outputs }: ParityReport): readonly ParityFigure[] {
  const figures = outputs
    .filter(({ provider }) => provider === "cpu")
    .map(({ output, batch, maxAbsolute, maxRelative }) => ({ output, batch, maxAbsolute, maxRelative }));
  return merged(figures, ({ output, batch }) => [output, batch].join());
}

function outputFigure({ figure, worst, provider, inputs }: PlacedComparison): OutputParity {
  return { ...figure, provider, inputs, agrees: worst.excess <= 1 };
}

function layerFigures(
  { layers = [] }: ExportPlan,
  comparisons: readonly PlacedComparison[],
): readonly LayerParity[] {
  const figures = layers.flatMap(({ output, layer, className }) =>
    comparisons
      .filter(({ figure }) => figure.output === output)
      .map(({ provider, worst, figure: { maxAbsolute, maxRelative } }) => {
        return { layer, className, provider, maxAbsolute, maxRelative, agrees: worst.excess <= 1 };
      }),
  );
  return merged(figures, ({ layer, provider }) => `${layer}\n${provider}`);
}

interface Differences {
  readonly maxAbsolute: number;
  readonly maxRelative: number;
  readonly agrees?: boolean;
}

/** One figure a key, with the largest differences. */
function merged<Figure extends Differences>(
  figures: readonly Figure[],
  keyOf: (figure: Figure) => string,
): readonly Figure[] {
  const byKey = new Map<string, Figure>();
  for (const figure of figures) {
    const known = byKey.get(keyOf(figure)) ?? figure;
    byKey.set(keyOf(figure), {
      ...known,
      maxAbsolute: Math.max(known.maxAbsolute, figure.maxAbsolute),
      maxRelative: Math.max(known.maxRelative, figure.maxRelative),
      ...(figure.agrees === false && { agrees: false }),
    });
  }
  return [...byKey.values()];
}

function checkedTolerance(tolerance: Tolerance = PARITY_TOLERANCE): Tolerance {
  const { absolute, relative } = tolerance;
  if ([absolute, relative].every((part) => Number.isFinite(part) && part > 0)) return tolerance;
  throw new PolyheadError(
    "input-invalid",
    `Option \`tolerance\` must have two positive numbers. Received absolute ${absolute} and relative ${relative}.`,
    { details: { absolute, relative } },
  );
}
