import { messageOf, PolyheadError, type FittedSpec } from "@polyhead/spec";
import { join } from "node:path";
import { equal } from "../balancing/losses/equal.ts";
import type { Sampling } from "../data/combine.ts";
import type { Dataset } from "../fit/dataset.ts";
import type { Metrics } from "../fit/evaluate.ts";
import { runIdentity } from "../fit/run-identity.ts";
import { readSummary, type RunSummary, type TrainedWith } from "../fit/run.ts";
import { buildModel } from "../model/build-model.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { hardSharing } from "../model/sharing/hard-sharing.ts";
import { checkTraining, type TrainingSettings } from "../model/training-options.ts";
import { baselineConfig } from "./baseline-config.ts";
import { readBaselines, type BaselineRun } from "./baselines-file.ts";
import { deltaM } from "./delta-m.ts";

/** What a run is about to be trained with. */
interface Started {
  readonly config: ModelConfig;
  readonly spec: FittedSpec;
  readonly settings: TrainingSettings;
  readonly training: Pick<Dataset, "count">;
  readonly sampling: Sampling | undefined;
}

/**
 * What the single-task models of an earlier run reach on validation, for a run whose best epoch is chosen by Δm. They have this
 * run's inputs, trunk, data, seed and so the same rows held out, optimizer, schedule and budget.
 *
 * @param run whose `polyhead baselines` have been trained
 * @throws PolyheadError `config-invalid` where there are none, none of this config, or some whose metric is 0 or not defined
 */
export async function singleTaskValidation(run: string | undefined, started: Started): Promise<Metrics> {
  const { spec, settings } = started;
  const found = run === undefined ? [] : await baselinesOf(run, settings.seed);
  const metrics: Record<string, Metrics[string]> = {};
  for (const task of Object.keys(spec.tasks)) {
    const baseline = found.find((one) => one.task === task);
    if (run === undefined || baseline === undefined)
      throw refusal(
        `needs a single-task model of "${task}" with seed ${settings.seed}; ${run ?? "no run"} has one`,
      );
    const summary = await readSummary(join(run, baseline.directory));
    const differences = differencesOf(summary, task, started);
    if (differences.length > 0)
      throw refusal(
        `needs single-task models of this config; in those of ${run}, ${differences.join(" and ")} differ`,
      );
    metrics[task] = summary.metrics["validation"]?.[task] ?? {};
  }
  const { tasks, average } = deltaM(spec, metrics, [settings.seed], [metrics]);
  if (average !== undefined) return metrics;
  const name = Object.keys(tasks).find((task) => tasks[task]!.delta === undefined)!;
  const { metric, multiTask } = tasks[name]!;
  throw new PolyheadError(
    "config-invalid",
    `Choosing the best epoch by Δm needs single-task metrics to be something else than 0 on validation; ${metric} of "${name}" is ${Number.isNaN(multiTask) ? "not defined" : multiTask}. Choose it by "average".`,
    { details: { task: name, metric, received: multiTask } },
  );
}

async function baselinesOf(run: string, seed: number): Promise<readonly BaselineRun[]> {
  try {
    const baselines = await readBaselines(run, await readSummary(run));
    return baselines?.runs.filter((one) => one.seed === seed) ?? [];
  } catch (cause) {
    throw refusal(`needs single-task models of a run; ${run} has none (${messageOf(cause)})`);
  }
}

/** The parts in which a single-task model is not one of this config. */
function differencesOf(
  { identity, training: trainedWith }: RunSummary,
  task: string,
  { config, spec, settings, training, sampling }: Started,
): readonly string[] {
  const { epochs, batchSize, validationSplit, seed } = settings;
  const budget: TrainedWith = { epochs, batchSize, validationSplit, seed };
  const own = baselineConfig(config, task, budget);
  const alone = { ...spec, name: task, tasks: { [task]: spec.tasks[task]! } };
  const model = buildModel({ ...own, inputs: spec.inputs }, () => 0);
  const expected = runIdentity({
    model,
    spec: alone,
    training: { ...training, checksum: 0 },
    balancing: equal(),
    sharing: hardSharing(),
    settings: checkTraining(own.training ?? {}),
    sampling,
  });
  model.dispose();
  // Rows have fewer labels where there is one task.
  const parts = Object.keys(expected).filter((part) => part !== "rows" && expected[part] !== identity[part]);
  return trainedWith.epochs === epochs ? parts : [...parts, "epochs"];
}

function refusal(why: string): PolyheadError {
  return new PolyheadError(
    "config-invalid",
    `Choosing the best epoch by Δm ${why}. Train with \`selectBy: "average"\` once, then \`polyhead baselines\`, and name that run with \`polyhead train --baselines\`.`,
  );
}
