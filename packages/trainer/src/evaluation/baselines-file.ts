import { messageOf, PolyheadError } from "@polyhead/spec";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metrics } from "../fit/evaluate.ts";
import { BASELINES, writeRunFile, type RunSummary } from "../fit/run.ts";
import type { DeltaM } from "./delta-m.ts";

/** What `baselines.json` in a run's directory says. */
export interface Baselines {
  /** that each was trained for, at most, as the run was */
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly runs: readonly BaselineRun[];
  /** of the run's best epoch, on test */
  readonly deltaM: DeltaM;
}

/** A model trained for one task alone, by the same rules. */
export interface BaselineRun {
  readonly task: string;
  readonly seed: number;
  /** within the run's */
  readonly directory: string;
  /** chosen on validation */
  readonly bestEpoch: number;
  /** of the best epoch, on test */
  readonly metrics: Readonly<Record<string, number>>;
}

/** @throws PolyheadError `file-unwritable` */
export async function writeBaselines(run: string, baselines: Baselines): Promise<void> {
  await writeRunFile(run, BASELINES, `${JSON.stringify(baselines, null, 2)}\n`);
}

/**
 * The baselines of a run; undefined when there are none, or when the run was trained for longer since.
 *
 * @throws PolyheadError `file-invalid`
 */
export async function readBaselines(run: string, { training }: RunSummary): Promise<Baselines | undefined> {
  const path = join(run, BASELINES);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const baselines = JSON.parse(text) as Baselines;
    return baselines.epochs === training.epochs ? baselines : undefined;
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `${path} should hold a run's baselines; it does not (${messageOf(cause)}). Make them again with \`polyhead baselines\`.`,
      { cause, details: { path } },
    );
  }
}

/** Metrics by task, for each of the seeds. */
export function metricsBySeed(seeds: readonly number[], runs: readonly BaselineRun[]): readonly Metrics[] {
  return seeds.map((seed) =>
    Object.fromEntries(runs.filter((run) => run.seed === seed).map(({ task, metrics }) => [task, metrics])),
  );
}
