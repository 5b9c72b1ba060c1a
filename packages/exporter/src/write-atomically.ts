import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { messageOf, PolyheadError } from "@polyhead/spec";

/**
 * Writes a file whole or not at all: into a temporary file beside it, synced to disk, then renamed over the old one.
 *
 * A write that was killed leaves the old file as it was; what it leaves beside it goes with the next write.
 *
 * @returns the number of bytes written
 * @throws PolyheadError `file-unwritable`
 */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array>): Promise<number> {
  const suffix = `${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  const temporary = join(dirname(path), temporaryPrefix(path) + suffix);
  try {
    await refuseDevice(path);
    await removeAbandoned(path);
    const bytes = await writeSynced(temporary, chunks);
    await rename(temporary, path);
    return bytes;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(path, cause);
  }
}

async function writeSynced(path: string, chunks: Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(chunks);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** A rename would put a file in the place of a directory, a device or a pipe. */
async function refuseDevice(path: string): Promise<void> {
  const target = await stat(path).catch(() => undefined);
  if (target?.isFile() === false) throw new Error("there is something at this path that is not a file");
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

/** Removes the temporary files of processes that are no more. */
async function removeAbandoned(path: string): Promise<void> {
  const prefix = temporaryPrefix(path);
  for (const name of await readdir(dirname(path))) {
    const owner = name.startsWith(prefix)
      ? /^(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix.length))
      : null;
    if (owner !== null && !isRunning(Number(owner[1]))) await rm(join(dirname(path), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function unwritable(path: string, cause: unknown): PolyheadError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return new PolyheadError(
    "file-unwritable",
    `The model cannot be written to "${path}": ${messageOf(cause)}. ${advice(code)}; whatever was there before is unchanged.`,
    { details: { path, code }, cause },
  );
}

function advice(code: string | undefined): string {
  if (code === "ENOSPC" || code === "EDQUOT") return "Free some space on that disk";
  if (code === "ENOENT") return "Create the directory first";
  return "Choose another path";
}
