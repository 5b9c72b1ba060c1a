import type { LayersModel } from "@tensorflow/tfjs-layers";
import { messageOf, parseFittedSpec, PolyheadError, type FittedSpec } from "@polyhead/spec";
import { hash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { AdaptedFrom } from "../adapt/adapted-run.ts";
import { CHECKPOINTS, newestCheckpointDirectory } from "./checkpoints.ts";
import { loadCheckpoint, readPart, WEIGHTS } from "./checkpoint.ts";
import type { LabelCounts } from "./label-counts.ts";
import type { Metrics } from "./evaluate.ts";

/** The file, in a run's directory, of what single-task models reach. */
export const BASELINES = "baselines.json";

/** What `run.json` in a run's directory says. */
export interface RunSummary {
  readonly name: string;
  readonly engine: string;
  readonly parameters: number;
  readonly examples: Readonly<Record<string, number>>;
  /** examples that have a label, by split and task */
  readonly labels: LabelCounts;
  /** examples of the training split by source, where there are several */
  readonly sources?: Readonly<Record<string, { readonly train: number; readonly validation: number }>>;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly interrupted: boolean;
  /** of the best epoch, by split */
  readonly metrics: Readonly<Record<string, Metrics>>;
  /** mean over tasks of the primary metrics, by split; a split on which one of them is not defined is left out */
  readonly average: Readonly<Record<string, number>>;
  readonly spec: FittedSpec;
  readonly training: TrainedWith;
  /** absent where all weights were trained from their beginning */
  readonly adapted?: AdaptedFrom;
  /** of what the run was started with, hashed part by part */
  readonly identity: Readonly<Record<string, string>>;
}

/** What parted a run's data, and its budget. */
export interface TrainedWith {
  /** at most; fewer are trained where the run is stopped */
  readonly epochs: number;
  readonly batchSize: number;
  readonly validationSplit: number;
  readonly seed: number;
}

/** Which saved weights of a run: the best epoch's by validation, or the newest. */
export type Checkpoint = "best" | "last";

/** @throws PolyheadError `file-unwritable` */
export async function writeRunFile(directory: string, file: string, content: string): Promise<string> {
  const path = join(directory, file);
  try {
    await writeFileAtomic(path, content);
  } catch (cause) {
    throw new PolyheadError("file-unwritable", `The file ${path} cannot be written (${messageOf(cause)}).`, {
      cause,
      details: { path },
    });
  }
  return path;
}

/**
 * Opens a run that `train` wrote: its summary and the model of one of its checkpoints.
 *
 * @throws PolyheadError `file-missing` or `file-invalid`
 */
export async function loadRun(
  directory: string,
  checkpoint: Checkpoint = "best",
): Promise<{ summary: RunSummary; model: LayersModel }> {
  const summary = await readSummary(directory);
  return { summary, model: await loadCheckpoint(await checkpointDirectory(directory, checkpoint)) };
}

/**
 * Tells the weights of a checkpoint from others: a hash of their file, in hexadecimal.
 *
 * @throws PolyheadError `file-missing`
 */
export async function weightsHash(directory: string, checkpoint: Checkpoint): Promise<string> {
  return hash("sha256", await readPart(await checkpointDirectory(directory, checkpoint), WEIGHTS));
}

async function checkpointDirectory(directory: string, checkpoint: Checkpoint): Promise<string> {
  if (checkpoint === "best") return join(directory, "best");
  const last = await newestCheckpointDirectory(directory);
  if (last !== undefined) return last;
  throw new PolyheadError(
    "file-missing",
    `The run ${directory} should have its last checkpoint; there is none. Take the best one.`,
    { details: { path: directory } },
  );
}

/**
 * Reads what `run.json` in a run's directory says.
 *
 * @throws PolyheadError `file-missing` or `file-invalid`
 */
export async function readSummary(directory: string): Promise<RunSummary> {
  const path = join(directory, "run.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new PolyheadError(
      "file-missing",
      `${directory} should be the directory of a training run; it has no run.json.`,
      {
        cause,
        details: { path },
      },
    );
  }
  try {
    const summary = JSON.parse(text) as RunSummary;
    return { ...summary, spec: parseFittedSpec(JSON.stringify(summary.spec)) };
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `${path} should be a run's summary; it is not (${messageOf(cause)}).`,
      {
        cause,
        details: { path },
      },
    );
  }
}

/**
 * The newest finished run under `directory`, by the time of its `run.json`.
 *
 * @throws PolyheadError `file-missing` when there is none
 */
export async function latestRun(directory: string): Promise<string> {
  const [newest] = await runsWith(directory, "run.json");
  if (newest !== undefined) return newest;
  throw new PolyheadError(
    "file-missing",
    `There is no finished training run in ${directory}; train one first.`,
    { details: { path: directory } },
  );
}

/**
 * The run under `directory` that saved a checkpoint last, finished or not.
 *
 * @throws PolyheadError `file-missing` when there is none
 */
export async function latestResumableRun(directory: string): Promise<string> {
  for (const run of await runsWith(directory, CHECKPOINTS))
    if ((await newestCheckpointDirectory(run)) !== undefined) return run;
  throw new PolyheadError(
    "file-missing",
    `There is no run with a checkpoint to resume in ${directory}; start one with \`polyhead train\`.`,
    { details: { path: directory } },
  );
}

/** The run under `directory` of the model of that name whose single-task models were trained last; undefined when there is none. */
export async function latestRunWithBaselines(directory: string, name: string): Promise<string | undefined> {
  for (const run of await runsWith(directory, BASELINES)) {
    const summary = await readSummary(run).catch(() => undefined);
    if (summary?.name === name) return run;
  }
  return undefined;
}

/** The directories within `directory` that have an `entry`, the one whose entry changed last first. */
async function runsWith(directory: string, entry: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const runs = await Promise.all(
    entries
      .filter((item) => item.isDirectory())
      .map(async ({ name }) => {
        const path = join(directory, name);
        const info = await stat(join(path, entry)).catch(() => undefined);
        return { path, time: info?.mtimeMs ?? Number.NEGATIVE_INFINITY };
      }),
  );
  const known = runs.filter(({ time }) => Number.isFinite(time));
  return known.toSorted((a, b) => b.time - a.time).map(({ path }) => path);
}
