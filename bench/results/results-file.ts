// The file of results: a line of JSON for each, after one that tells what they are of.
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { budget, type Budget, type Combination } from "./setting.ts";

/** What everything in the file was computed with. */
export interface Origin {
  readonly budget: Budget;
  readonly engine: string;
  readonly processor: string;
  readonly node: string;
}

/** A model trained, or why it cannot be. */
export interface Trained extends Combination {
  readonly seed: number;
  readonly bestEpoch?: number;
  readonly parameters?: number;
  /** on test */
  readonly metrics?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly refused?: string;
}

/** What a training step of a combination takes, in milliseconds. */
export interface Timed extends Combination {
  readonly milliseconds: number;
}

export interface Results {
  readonly origin: Origin;
  readonly trained: readonly Trained[];
  readonly timed: readonly Timed[];
}

const RESULTS_FILE: string = join(import.meta.dirname, "results.jsonl");

/** @throws Error where the file is of another budget */
export async function readResults(): Promise<Results | undefined> {
  const text = await readFile(RESULTS_FILE, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const [origin, ...records] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown) as [Origin, ...(Trained | Timed)[]];
  if (JSON.stringify(origin.budget) !== JSON.stringify(budget))
    throw new Error(`${RESULTS_FILE} is of another budget than the one in setting.ts: remove it`);
  return {
    origin,
    trained: records.filter((record) => "seed" in record),
    timed: records.filter((record) => "milliseconds" in record),
  };
}

export async function startResults(origin: Origin): Promise<void> {
  await writeFile(RESULTS_FILE, `${JSON.stringify(origin)}\n`, { flag: "wx" });
}

export async function appendResult(result: Trained | Timed): Promise<void> {
  await appendFile(RESULTS_FILE, `${JSON.stringify(result)}\n`);
}

export function sameCombination(one: Combination, other: Combination): boolean {
  const keys = ["dataset", "sharing", "balancing", "task"] as const;
  return keys.every((key) => one[key] === other[key]);
}
