import { messageOf, PolyheadError } from "@polyhead/spec";
import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { pid } from "node:process";

/** The file, in a run's directory, that says which process trains there. */
export const LOCK = "training.lock";

/** What it holds. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** The locks of this process, which may be as old as an earlier process of the same number. */
const own = new Set<string>();

/**
 * Takes a run's directory for one training alone; what a process left that ended without a word is taken over.
 *
 * @returns gives it back
 * @throws PolyheadError `file-unwritable` where another training is at work there on this machine, or nothing can be written
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const path = resolve(directory, LOCK);
  const text = JSON.stringify({ pid, host: hostname() } satisfies Holder);
  if (!(await made(path, text))) {
    const holder = await readHolder(path);
    if (holder !== undefined && isAtWork(holder, path)) throw taken(directory, holder);
    await rm(path, { force: true });
    if (!(await made(path, text))) throw taken(directory, await readHolder(path));
  }
  own.add(path);
  return async () => {
    own.delete(path);
    await rm(path, { force: true }).catch(() => undefined);
  };
}

async function made(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    // A file that was made, and then had no room for its text, would be nobody's.
    if ((cause as NodeJS.ErrnoException).code === "ENOSPC") await rm(path, { force: true });
    throw new PolyheadError(
      "file-unwritable",
      `The run's directory should be writable; ${path} is not (${messageOf(cause)}). Free some space or choose another directory.`,
      { cause, details: { path } },
    );
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** Of a process on another machine nothing is known, and a container that is started anew is one. */
function isAtWork(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return false;
  if (holder.pid === pid) return own.has(path);
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function taken(directory: string, holder: Holder | undefined): PolyheadError {
  const who = holder === undefined ? "another process" : `process ${holder.pid}`;
  return new PolyheadError(
    "file-unwritable",
    `A run's directory should have one training at a time; ${who} is at work in ${directory}. Wait for its end or stop it; if it is no training, remove ${join(directory, LOCK)}.`,
    { details: { path: directory, ...holder } },
  );
}
