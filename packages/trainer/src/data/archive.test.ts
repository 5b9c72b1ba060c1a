import { mkdir, mkdtempDisposable, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { create } from "tar";
import { describe, expect, it } from "vitest";
import { downloadArchive, type RemoteArchive } from "./archive.ts";
import { fileServer, type FileServer } from "./testing/file-server.ts";

const temporary = (): ReturnType<typeof mkdtempDisposable> =>
  mkdtempDisposable(join(tmpdir(), "polyhead-archive-"));

/** A .tar.gz of files given as path and text; a text that starts with "->" is a symbolic link. */
async function archiveOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  await using folder = await temporary();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder.path, path, ".."), { recursive: true });
    if (text.startsWith("->")) await symlink(text.slice(2), join(folder.path, path));
    else await writeFile(join(folder.path, path), text);
  }
  const file = join(folder.path, "archive.tar.gz");
  await create({ file, gzip: true, cwd: folder.path, preservePaths: true }, Object.keys(files));
  return readFile(file);
}

function archiveAt(server: FileServer, ...members: string[]): RemoteArchive {
  return { ...server.file, folder: "set", members };
}

describe("downloadArchive", () => {
  it("unpacks the members alone, and leaves nothing else", async () => {
    const files = { "set/a.txt": "1", "set/b.txt": "2", "set/c/d.txt": "3", "other/a.txt": "4" };
    await using server = await fileServer(await archiveOf(files), "set.tar.gz");
    await using cache = await temporary();
    const folder = await downloadArchive(archiveAt(server, "a.txt", "b.txt"), cache.path);
    expect(folder).toBe(join(cache.path, "set"));
    expect((await readdir(cache.path, { recursive: true })).toSorted()).toEqual([
      "set",
      join("set", "a.txt"),
      join("set", "b.txt"),
    ]);
    expect(await readFile(join(folder, "b.txt"), "utf8")).toBe("2");
  });

  it("asks for nothing where the folder is there already", async () => {
    await using server = await fileServer(await archiveOf({ "set/a.txt": "1" }), "set.tar.gz");
    await using cache = await temporary();
    await downloadArchive(archiveAt(server, "a.txt"), cache.path);
    await downloadArchive(archiveAt(server, "a.txt"), cache.path);
    expect(server.ranges).toHaveLength(1);
  });

  it("unpacks an archive that was downloaded before", async () => {
    const bytes = await archiveOf({ "set/a.txt": "1" });
    await using server = await fileServer(bytes, "set.tar.gz");
    await using cache = await temporary();
    await writeFile(join(cache.path, "set.tar.gz"), bytes);
    await downloadArchive(archiveAt(server, "a.txt"), cache.path);
    expect(server.ranges).toEqual([]);
    expect(await readdir(cache.path)).toEqual(["set"]);
  });

  const garbage = Buffer.from("neither gzip nor tar, yet with the right checksum".repeat(40));
  it.each([
    { name: "no archive at all", bytes: async () => garbage, why: /does not unpack/ },
    { name: "gzip of no archive", bytes: async () => gzipSync(garbage), why: /does not unpack|it lacks/ },
    {
      name: "an archive cut short",
      bytes: async () => (await archiveOf({ "set/a.txt": "1".repeat(1e5) })).subarray(0, -40),
      why: /does not unpack/,
    },
    { name: "a missing member", bytes: () => archiveOf({ "set/b.txt": "1" }), why: /lacks "set\/a\.txt"/ },
    {
      name: "a member that is a link",
      bytes: () => archiveOf({ "set/a.txt": "->/etc/hostname" }),
      why: /lacks "set\/a\.txt"/,
    },
    {
      name: "a member outside the folder",
      bytes: () => archiveOf({ "../polyhead-escaped.txt": "1" }),
      why: /lacks "set\/a\.txt"/,
    },
  ])("refuses $name and removes it", async ({ bytes, why }) => {
    await using server = await fileServer(await bytes(), "set.tar.gz");
    await using cache = await temporary();
    await expect(downloadArchive(archiveAt(server, "a.txt"), cache.path)).rejects.toMatchObject({
      code: "data-invalid",
      message: expect.stringMatching(why),
    });
    expect(await readdir(cache.path)).toEqual([]);
  });
});
