import type { LayersModel } from "@tensorflow/tfjs-layers";
import { messageOf } from "@polyhead/spec";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { saveCheckpoint } from "./checkpoint.ts";
import { readTrainingState, writeTrainingState, type TrainingState } from "./training-state.ts";

/** The directory, in a run's, of what it can be resumed from. */
export const CHECKPOINTS = "checkpoints";

/** Kept besides the newest, should that one be damaged. */
const SPARE = 1;

/** A checkpoint that can be resumed from. */
export interface Checkpoint {
  readonly directory: string;
  readonly state: TrainingState;
}

/**
 * Saves where a run stands, and removes all checkpoints but this one and the one before: also unfinished ones of a process that
 * was killed, and damaged ones that a resumed run passed over.
 */
export async function saveProgress(run: string, model: LayersModel, state: TrainingState): Promise<void> {
  const name = `epoch-${pad(state.epoch, 6)}-example-${pad(state.done, 12)}`;
  await saveCheckpoint(model, join(run, CHECKPOINTS, name), (directory) =>
    writeTrainingState(directory, state),
  );
  const kept = (await checkpointNames(run)).filter((other) => other <= name).slice(-1 - SPARE);
  for (const other of await readdir(join(run, CHECKPOINTS)))
    if (!kept.includes(other)) await rm(join(run, CHECKPOINTS, other), { recursive: true, force: true });
}

/**
 * The newest checkpoint of a run that is whole.
 *
 * @param onDamaged told of each newer one that is not
 */
export async function newestCheckpoint(
  run: string,
  onDamaged: (directory: string, reason: string) => void,
): Promise<Checkpoint | undefined> {
  for (const name of (await checkpointNames(run)).toReversed()) {
    const directory = join(run, CHECKPOINTS, name);
    try {
      return { directory, state: await readTrainingState(directory) };
    } catch (error) {
      onDamaged(directory, messageOf((error as Error).cause ?? error));
    }
  }
  return undefined;
}

/** The directory of the newest checkpoint, whole or not. */
export async function newestCheckpointDirectory(run: string): Promise<string | undefined> {
  const name = (await checkpointNames(run)).at(-1);
  return name === undefined ? undefined : join(run, CHECKPOINTS, name);
}

/** From oldest to newest. */
async function checkpointNames(run: string): Promise<string[]> {
  const names = await readdir(join(run, CHECKPOINTS)).catch(() => [] as string[]);
  return names.filter((name) => /^epoch-\d+-example-\d+$/.test(name)).toSorted();
}

function pad(count: number, digits: number): string {
  return String(count).padStart(digits, "0");
}
