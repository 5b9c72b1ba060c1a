import { messageOf } from "@polyhead/spec";
import type { ExportPlan } from "../export-plan.ts";
import { compareOutput, type Comparison, type Tolerance } from "./compare-output.ts";
import { onnxOutputs } from "./onnx-outputs.ts";
import { openProviders, releaseAll, type OpenProvider } from "./open-providers.ts";
import type { ParityBatch } from "./parity-feeds.ts";
import type { ProviderReport } from "./parity-report.ts";
import { PROVIDERS, type Provider } from "./provider.ts";
import { referenceOutputs, type Reference } from "./reference-outputs.ts";

/** One output compared on one batch, on one provider. */
export interface PlacedComparison extends Comparison {
  readonly provider: Provider;
  readonly inputs: ParityBatch["inputs"];
  readonly required: boolean;
  readonly shape: readonly number[];
}

export interface PlanComparison {
  readonly comparisons: readonly PlacedComparison[];
  readonly providers: readonly ProviderReport[];
}

/**
 * Runs a file on its providers and the model in TensorFlow.js, and compares all outputs, whether or not they agree.
 *
 * @throws PolyheadError `device-unavailable`, `export-parity` where a required provider does not run the file,
 * `model-invalid` where TensorFlow.js does not run the model
 */
export async function comparePlan(
  plan: ExportPlan,
  file: Uint8Array | string,
  batches: readonly ParityBatch[],
  tolerance: Tolerance,
  asked?: readonly Provider[],
): Promise<PlanComparison> {
  const { opened, obstacles } = await openProviders(file, asked);
  const failures = new Map(obstacles);
  const comparisons: PlacedComparison[] = [];
  try {
    for (const batch of batches) {
      const reference = await referenceOutputs(plan, batch.feeds);
      for (const open of opened.filter(({ provider }) => !failures.has(provider))) {
        const outcome = await compareOn(open, batch, reference, tolerance);
        if (typeof outcome === "string") failures.set(open.provider, outcome);
        else comparisons.push(...outcome);
      }
    }
  } finally {
    await releaseAll(opened);
  }
  return {
    comparisons: PROVIDERS.filter((provider) => !failures.has(provider)).flatMap((provider) =>
      comparisons.filter((comparison) => comparison.provider === provider),
    ),
    providers: providerReports(opened, failures),
  };
}

/** The comparisons, or why a provider that is not required has none. */
async function compareOn(
  { provider, required, session }: OpenProvider,
  { inputs, feeds }: ParityBatch,
  reference: Reference,
  tolerance: Tolerance,
): Promise<PlacedComparison[] | string> {
  try {
    const onnx = await onnxOutputs(session, feeds);
    return reference.map(([output, { data, shape }]) => {
      const values = onnx.get(output) ?? new Float32Array();
      const compared = compareOutput(output, shape[0] ?? 0, values, data, tolerance);
      return { ...compared, provider, inputs, required, shape };
    });
  } catch (error) {
    if (required) throw error;
    return messageOf(error);
  }
}

function providerReports(
  opened: readonly OpenProvider[],
  failures: ReadonlyMap<Provider, string>,
): ProviderReport[] {
  return PROVIDERS.flatMap((provider) => {
    const obstacle = failures.get(provider);
    if (obstacle !== undefined) return [{ provider, obstacle }];
    return opened.some((open) => open.provider === provider) ? [{ provider }] : [];
  });
}
