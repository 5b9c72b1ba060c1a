import { dispose, io, type NamedTensorMap } from "@tensorflow/tfjs-core";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { hash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WEIGHTS } from "./checkpoint.ts";
import type { EpochRecord } from "./epoch-record.ts";
import type { Metrics } from "./evaluate.ts";
import type { StepState } from "./step-state.ts";

/** Where a run stands, besides its weights. */
export interface TrainingState {
  /** of what the run was started with, hashed part by part */
  readonly identity: Readonly<Record<string, string>>;
  /** counts from 1: the epoch under way */
  readonly epoch: number;
  /** examples of it that were trained on */
  readonly done: number;
  /** that it took so far */
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
  /** `epoch` is 0 before the first; `score` is absent while none is defined */
  readonly best: { readonly epoch: number; readonly score?: number };
  /** what single-task models reach on validation, where the best epoch is chosen by Δm */
  readonly singleTask: Metrics | undefined;
  /** what the learning rate's schedule saved, as JSON */
  readonly schedule: unknown;
  readonly step: StepState;
}

const VERSION = 4;
const STATE = "training.json";
const TENSORS = "training.bin";

/** What `training.json` holds; hashes of the binary files tell whether they are whole. */
interface StateFile extends Omit<TrainingState, "step"> {
  readonly version: number;
  readonly step: Omit<StepState, "tensors">;
  readonly tensors: io.WeightsManifestEntry[];
  readonly sha256: Readonly<Record<string, string>>;
}

/** Writes a state beside a model's files in a checkpoint's directory, and disposes of its tensors. */
export async function writeTrainingState(directory: string, state: TrainingState): Promise<void> {
  const { step, ...rest } = state;
  const { tensors, ...kept } = step;
  const { data, specs } = await io.encodeWeights(tensors);
  dispose(tensors);
  const bytes = new Uint8Array(data);
  const weights = await readFile(join(directory, WEIGHTS));
  const file: StateFile = {
    version: VERSION,
    ...rest,
    step: kept,
    tensors: specs,
    sha256: { [TENSORS]: hash("sha256", bytes), [WEIGHTS]: hash("sha256", weights) },
  };
  await writeFile(join(directory, TENSORS), bytes, { flush: true });
  await writeFile(join(directory, STATE), JSON.stringify(file), { flush: true });
}

/**
 * Reads the state that `writeTrainingState` wrote.
 *
 * @throws PolyheadError `file-invalid` when a file is missing, cut short or changed
 */
export async function readTrainingState(directory: string): Promise<TrainingState> {
  try {
    const file = JSON.parse(await readFile(join(directory, STATE), "utf8")) as StateFile;
    if (file.version !== VERSION) throw new Error(`its version is ${file.version}, not ${VERSION}`);
    const [bytes] = await Promise.all([TENSORS, WEIGHTS].map((name) => readWhole(directory, name, file)));
    const { version: _, tensors, sha256: __, step, ...rest } = file;
    const decoded: NamedTensorMap = io.decodeWeights(new Uint8Array(bytes!).buffer, tensors);
    return { ...rest, step: { ...step, tensors: decoded } };
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `The checkpoint ${directory} cannot be resumed from (${messageOf(cause)}).`,
      { cause, details: { path: directory } },
    );
  }
}

async function readWhole(directory: string, name: string, { sha256 }: StateFile): Promise<Buffer> {
  const bytes = await readFile(join(directory, name));
  if (hash("sha256", bytes) !== sha256[name]) throw new Error(`${name} is not as it was written`);
  return bytes;
}
