import { mkdtemp, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { extract } from "tar";
import { download, type DownloadOptions, type RemoteFile } from "./download.ts";
import { unwritable, writing } from "./unwritable.ts";

/** A `.tar.gz` of the network whose files lie in one folder. */
export interface RemoteArchive extends RemoteFile {
  readonly folder: string;
  /** what is taken out of the folder; all of it must be there */
  readonly members: readonly string[];
}

/**
 * Downloads and unpacks an archive to `directory/folder`, which appears whole or not at all; does nothing where it is
 * there already.
 *
 * @returns the folder's path
 * @throws PolyheadError `download-failed`, `file-unwritable`, or `data-invalid` for a damaged archive
 */
export async function downloadArchive(
  archive: RemoteArchive,
  directory: string,
  options: DownloadOptions = {},
): Promise<string> {
  const folder = join(directory, archive.folder);
  if (await exists(folder)) return folder;
  const path = join(directory, basename(new URL(archive.url).pathname));
  if (!(await exists(path))) await download(archive, path, options);
  const unpacked = await writing(directory, mkdtemp(join(directory, `${archive.folder}-`)));
  try {
    await unpack(archive, path, unpacked);
    await writing(folder, rename(join(unpacked, archive.folder), folder));
    await rm(path, { force: true });
  } catch (cause) {
    if (cause instanceof PolyheadError && cause.code === "data-invalid") await rm(path, { force: true });
    // Another process may have put it there meanwhile.
    if (!(await exists(folder))) throw cause;
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  return folder;
}

async function unpack({ folder, members, url }: RemoteArchive, path: string, target: string): Promise<void> {
  const wanted = new Set(members.map((member) => `${folder}/${member}`));
  try {
    await extract({
      file: path,
      cwd: target,
      strict: true,
      preserveOwner: false,
      filter: (name, entry) => wanted.has(name) && "type" in entry && entry.type === "File",
    });
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause) throw unwritable(target, cause);
    throw damaged(url, `it does not unpack: ${messageOf(cause)}`, cause);
  }
  for (const member of members) {
    if (!(await exists(join(target, folder, member)))) throw damaged(url, `it lacks "${folder}/${member}"`);
  }
}

function damaged(url: string, why: string, cause?: unknown): PolyheadError {
  return new PolyheadError("data-invalid", `The archive from "${url}" should be a whole .tar.gz; ${why}.`, {
    details: { url },
    cause,
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
