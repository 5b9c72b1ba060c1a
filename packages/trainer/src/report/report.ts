import type { DeltaM } from "../evaluation/delta-m.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import type { EpochRecord } from "../fit/epoch-record.ts";
import type { RunSummary } from "../fit/run.ts";
import type { Insight } from "../insight/insight.ts";
import { comparisonSection } from "./comparison-section.ts";
import { factsSection } from "./facts-section.ts";
import { mistakesSection } from "./mistakes-section.ts";
import { page } from "./page.ts";
import { relationsSection } from "./relations-section.ts";
import { resultsSection } from "./results-section.ts";
import { saliencySections } from "./saliency-section.ts";
import { sharingSection } from "./sharing-section.ts";
import { trainingSections } from "./training-section.ts";

/** What there may be to tell of a run besides its metrics. */
export interface ReportParts {
  readonly insight?: Insight;
  /** of the best epoch's weights */
  readonly splits?: Evaluation["splits"];
  readonly deltaM?: DeltaM;
}

/**
 * One self-contained HTML page about a run: what it measured, how it does against single-task models, its mistakes, curves
 * of losses, weights and metrics, how tasks relate, who shares what, what predictions look at, how it was made.
 */
export function renderReport(
  summary: RunSummary,
  history: readonly EpochRecord[],
  { insight, splits, deltaM }: ReportParts = {},
): string {
  const sections = [
    resultsSection(summary),
    deltaM ? comparisonSection(summary.spec, deltaM) : "",
    splits ? mistakesSection(summary.spec, splits) : "",
    trainingSections(summary, history),
    relationsSection(summary, history),
    ...(insight ? [sharingSection(insight), saliencySections(insight)] : []),
    factsSection(summary, history),
  ];
  return page(`${summary.name}: training report`, summary.name, lead(summary), sections);
}

function lead({ spec, bestEpoch, epochs, interrupted }: RunSummary): string {
  const inputs = Object.keys(spec.inputs).join(" and ");
  const tasks = Object.keys(spec.tasks).join(", ");
  const state = interrupted ? `Interrupted after ${epochs} whole epochs; best` : "Best";
  return `Predicts ${tasks} from ${inputs}. ${bestEpoch === 0 ? "Interrupted in its first epoch." : `${state} epoch: ${bestEpoch} of ${epochs}.`}`;
}
