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
  const file = await stageFile(path, chunks);
  await publishFiles([file]);
  return file.bytes;
}

/** A file that is written and synced beside its path, under a name of its own. */
export interface StagedFile {
  readonly path: string;
  readonly temporary: string;
  readonly bytes: number;
}

/** @throws PolyheadError `file-unwritable` */
export async function stageFile(path: string, chunks: Iterable<Uint8Array>): Promise<StagedFile> {
  const temporary = temporaryName(path);
  try {
    await refuseDevice(path);
    await removeAbandoned(path);
    return { path, temporary, bytes: await writeSynced(temporary, chunks) };
  } catch (cause) {
    await remove(temporary);
    throw unwritable(path, cause);
  }
}

/**
 * Renames staged files to their paths, all or none: where one cannot be, those before it become what they were. Only a
 * process that is killed between two renames leaves the first new and the others old.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function publishFiles(files: readonly StagedFile[]): Promise<void> {
  const replaced: ReplacedFile[] = [];
  for (const file of files)
    try {
      replaced.push(await replace(file, file !== files.at(-1)));
    } catch (cause) {
      for (const { path, old } of replaced.toReversed())
        await (old === undefined ? remove(path) : rename(old, path));
      await discardFiles(files);
      throw unwritable(file.path, cause);
    }
  for (const { old } of replaced) if (old !== undefined) await remove(old);
}

export async function discardFiles(files: readonly StagedFile[]): Promise<void> {
  for (const { temporary } of files) await remove(temporary);
}

interface ReplacedFile {
  readonly path: string;
  /** Where the file that was there is kept, if there was one and it may be asked for again. */
  readonly old: string | undefined;
}

async function replace({ path, temporary }: StagedFile, keepsOld: boolean): Promise<ReplacedFile> {
  const old = keepsOld && (await stat(path).catch(() => undefined)) ? temporaryName(path) : undefined;
  if (old !== undefined) await rename(path, old);
  try {
    await rename(temporary, path);
  } catch (error) {
    if (old !== undefined) await rename(old, path);
    throw error;
  }
  return { path, old };
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

function temporaryName(path: string): string {
  const suffix = `${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  return join(dirname(path), temporaryPrefix(path) + suffix);
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
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
