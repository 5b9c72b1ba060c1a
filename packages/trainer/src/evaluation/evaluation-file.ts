import { messageOf, PolyheadError } from "@polyhead/spec";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Split } from "../fit/epoch-record.ts";
import { writeRunFile, type Checkpoint } from "../fit/run.ts";
import type { Evaluation } from "./evaluation.ts";

const FILES: Readonly<Record<Checkpoint, string>> = {
  best: "evaluation.json",
  last: "evaluation-last.json",
};
const ORDER: readonly Split[] = ["train", "validation", "test"];

/** The file, in a run's directory, of the evaluation of one of its checkpoints. */
export function evaluationFile(checkpoint: Checkpoint): string {
  return FILES[checkpoint];
}

/**
 * Writes what was measured of a checkpoint's weights, beside what was measured of them before on other splits.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function addEvaluation(
  run: string,
  checkpoint: Checkpoint,
  measured: Evaluation,
): Promise<Evaluation> {
  // What cannot be read is written anew.
  const before = await readEvaluation(run, checkpoint).catch(() => undefined);
  const whole = before?.sha256 === measured.sha256 ? merged(before, measured) : measured;
  await writeRunFile(run, FILES[checkpoint], `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}

/**
 * What was measured of a checkpoint; undefined where nothing was.
 *
 * @throws PolyheadError `file-invalid`
 */
export async function readEvaluation(run: string, checkpoint: Checkpoint): Promise<Evaluation | undefined> {
  const path = join(run, FILES[checkpoint]);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Evaluation;
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `${path} should hold a run's evaluation; it does not (${messageOf(cause)}). Make it again with \`polyhead evaluate\`.`,
      { cause, details: { path } },
    );
  }
}

/** Average on train minus average on test, where there are both. */
export function gapOf({ train, test }: Evaluation["splits"]): number | undefined {
  if (train?.average === undefined || test?.average === undefined) return undefined;
  return train.average - test.average;
}

function merged(before: Evaluation | undefined, measured: Evaluation): Evaluation {
  const all = { ...before?.splits, ...measured.splits };
  const splits = Object.fromEntries(ORDER.flatMap((split) => (all[split] ? [[split, all[split]]] : [])));
  const gap = gapOf(splits);
  return { ...before, ...measured, splits, ...(gap !== undefined && { gap }) };
}
