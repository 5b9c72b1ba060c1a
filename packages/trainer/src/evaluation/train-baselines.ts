import { PolyheadError } from "@polyhead/spec";
import { join } from "node:path";
import type { BackendName } from "../engine/backend-candidate.ts";
import { chooseBackend } from "../engine/choose-backend.ts";
import { readSummary, type RunSummary } from "../fit/run.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { writeReport } from "../report/write-report.ts";
import { baselineConfig } from "./baseline-config.ts";
import type { BaselineEvent, BaselineState } from "./baseline-events.ts";
import { metricsBySeed, writeBaselines, type BaselineRun, type Baselines } from "./baselines-file.ts";
import { checkSameRules } from "./check-same-rules.ts";
import { deltaM } from "./delta-m.ts";
import { trainBaseline } from "./train-baseline.ts";

export interface BaselineOptions {
  /** how many: the run's own and those that follow it; default 1 */
  readonly seeds?: number;
  /** default: the best engine that starts */
  readonly backend?: BackendName | undefined;
  readonly onEvent?: (event: BaselineEvent) => void;
  /** Ends the training under way after its current step; it is saved, and gone on with the next time. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model for each task alone, with the data, split, optimizer, schedule and budget of a run, and compares the run
 * with them on test (Δm). Every best epoch is chosen on validation alone.
 *
 * Writes runs into `baselines/<task>/seed-<seed>/` of the run's directory, and `baselines.json`, and its report shows them; what
 * was finished before is kept, and what was interrupted goes on.
 *
 * @throws PolyheadError `config-invalid` for a run that is not finished, another config, or data without a test split;
 *   `interrupted`; and what `train` throws
 */
export async function trainBaselines(
  directory: string,
  config: ModelConfig,
  options: BaselineOptions = {},
): Promise<Baselines> {
  const { seeds: count = 1, backend } = options;
  const summary = await readSummary(directory);
  await chooseBackend(backend === undefined ? {} : { prefer: backend });
  checkSameRules(directory, config, summary);
  const { epochs, seed } = summary.training;
  const seeds = Array.from({ length: count }, (_, index) => seed + index);
  const runs = await trainAll(directory, config, summary, seeds, options);
  const singleTask = metricsBySeed(seeds, runs);
  const delta = deltaM(summary.spec, summary.metrics["test"] ?? {}, seeds, singleTask);
  const baselines: Baselines = { epochs, seeds, runs, deltaM: delta };
  await writeBaselines(directory, baselines);
  await writeReport(directory);
  return baselines;
}

async function trainAll(
  directory: string,
  config: ModelConfig,
  summary: RunSummary,
  seeds: readonly number[],
  { backend, onEvent, signal }: BaselineOptions,
): Promise<readonly BaselineRun[]> {
  const tasks = Object.keys(summary.spec.tasks);
  const plan = seeds.flatMap((seed) => tasks.map((task) => ({ task, seed })));
  const runs: BaselineRun[] = [];
  for (const { task, seed } of plan) {
    if (signal?.aborted === true) throw interrupted(runs.length, plan.length);
    const own = join("baselines", task, `seed-${seed}`);
    const place = { task, seed, index: runs.length + 1, count: plan.length };
    const trained = await trainBaseline(
      baselineConfig(config, task, { ...summary.training, seed }),
      summary,
      {
        directory: join(directory, own),
        ...(backend && { backend }),
        ...(signal && { signal }),
        onEvent: (event) => onEvent?.({ type: "training", event }),
      },
      (state: BaselineState) => onEvent?.({ type: "baseline", ...place, state }),
    );
    if (trained.interrupted) throw interrupted(runs.length, plan.length);
    const metrics = trained.metrics["test"]?.[task] ?? {};
    runs.push({ task, seed, directory: own, bestEpoch: trained.bestEpoch, metrics });
  }
  return runs;
}

function interrupted(finished: number, count: number): PolyheadError {
  return new PolyheadError(
    "interrupted",
    `Training single-task models was interrupted; ${finished} of ${count} are finished. Start it again to go on.`,
    { details: { finished, count } },
  );
}
