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

function lead(summary: RunSummary): string {
  const { spec, adapted } = summary;
  const inputs = Object.keys(spec.inputs).join(" and ");
  const tasks = Object.keys(spec.tasks).join(", ");
  const from = adapted === undefined ? "" : ` ${adaptation(adapted)}`;
  return `Predicts ${tasks} from ${inputs}.${from}${progress(summary)}`;
}

function adaptation({ run, tasks, trunkRate }: NonNullable<RunSummary["adapted"]>): string {
  const weights = trunkRate === 0 ? "are frozen" : `were tuned at ${trunkRate} times the learning rate`;
  return `Adapted from the run ${run}, whose weights ${weights}, for ${tasks.join(", ")}.`;
}

function progress({ bestEpoch, epochs, interrupted, adapted }: RunSummary): string {
  if (bestEpoch === 0) return interrupted || adapted === undefined ? " Interrupted in its first epoch." : "";
  const state = interrupted ? `Interrupted after ${epochs} whole epochs; best` : "Best";
  return ` ${state} epoch: ${bestEpoch} of ${epochs}.`;
}
