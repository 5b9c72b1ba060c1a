import { randomBytes } from "node:crypto";
import { mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { download } from "./download.ts";
import { fileServer } from "./testing/file-server.ts";

const body = randomBytes(300_000);
const temporary = (): ReturnType<typeof mkdtempDisposable> =>
  mkdtempDisposable(join(tmpdir(), "polyhead-download-"));

describe("download", () => {
  it("brings the whole file, tells how far it is, and leaves nothing else", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const progress: number[] = [];
    const path = join(folder.path, "deep", "file.bin");
    await download(server.file, path, {
      onProgress(received, total) {
        expect(total).toBe(body.length);
        progress.push(received);
      },
    });
    expect(await readFile(path)).toEqual(body);
    expect(await readdir(join(folder.path, "deep"))).toEqual(["file.bin"]);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    expect([progress[0], progress.at(-1)]).toEqual([0, body.length]);
  });

  it.each([
    { name: "an ETag", marks: { etag: '"7"' } },
    { name: "a date", marks: { etag: 'W/"7"', lastModified: "Wed, 21 Oct 2015 07:28:00 GMT" } },
  ])("goes on after a break, by $name", async ({ marks }) => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    Object.assign(server.mood, marks, { cutAfter: 100_000 });
    const path = join(folder.path, "file.bin");
    await expect(download(server.file, path)).rejects.toMatchObject({
      code: "download-failed",
      details: { received: 100_000 },
      message: expect.stringContaining("what has arrived is kept"),
    });
    expect(await readdir(folder.path)).not.toContain("file.bin");
    await expect(download(server.file, path)).rejects.toMatchObject({ details: { received: 200_000 } });
    delete server.mood.cutAfter;
    await download(server.file, path);
    expect(server.ranges).toEqual(["", "bytes=100000-", "bytes=200000-"]);
    expect(await readFile(path)).toEqual(body);
    expect(await readdir(folder.path)).toEqual(["file.bin"]);
  });

  it.each([
    { name: "knows no Range", change: { ranges: false }, asked: "bytes=100000-" },
    { name: "has another version", change: { etag: '"2"' }, asked: "bytes=100000-" },
  ])("starts over where the server $name", async ({ change, asked }) => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const path = join(folder.path, "file.bin");
    server.mood.cutAfter = 100_000;
    await expect(download(server.file, path)).rejects.toMatchObject({ code: "download-failed" });
    delete server.mood.cutAfter;
    Object.assign(server.mood, change);
    await download(server.file, path);
    expect(server.ranges).toEqual(["", asked]);
    expect(await readFile(path)).toEqual(body);
  });

  it("starts over where the server gave nothing to know the version by", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    delete server.mood.etag;
    server.mood.cutAfter = 100_000;
    const path = join(folder.path, "file.bin");
    await expect(download(server.file, path)).rejects.toMatchObject({ code: "download-failed" });
    delete server.mood.cutAfter;
    await download(server.file, path);
    expect(server.ranges).toEqual(["", ""]);
  });

  it("starts over where the part came from another address", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const path = join(folder.path, "file.bin");
    await writeFile(`${path}.part`, randomBytes(1000));
    await writeFile(`${path}.part.origin`, 'http://127.0.0.1/other\n"1"');
    await download(server.file, path);
    expect(server.ranges).toEqual([""]);
    expect(await readFile(path)).toEqual(body);
  });

  it("verifies a part that is complete without asking for it again", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const path = join(folder.path, "file.bin");
    await writeFile(`${path}.part`, body);
    await download(server.file, path);
    expect(server.ranges).toEqual([]);
    expect(await readFile(path)).toEqual(body);
  });

  it("removes what has another checksum", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const wrong = download({ ...server.file, md5: "0".repeat(32) }, join(folder.path, "file.bin"));
    await expect(wrong).rejects.toMatchObject({
      code: "download-failed",
      message: expect.stringContaining(
        `should have the MD5 checksum ${"0".repeat(32)}; what arrived has ${server.file.md5}`,
      ),
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it("removes what is longer than it should be, without reading it all", async () => {
    await using server = await fileServer(randomBytes(20_000_000));
    await using folder = await temporary();
    const received: number[] = [];
    const long = download({ ...server.file, bytes: 1000 }, join(folder.path, "file.bin"), {
      onProgress: (count) => received.push(count),
    });
    await expect(long).rejects.toMatchObject({
      code: "download-failed",
      message: expect.stringContaining("more arrived"),
    });
    expect(Math.max(...received)).toBeLessThanOrEqual(1000);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it("says when the file is shorter than it should be, and does not get stuck on it", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const path = join(folder.path, "file.bin");
    const { length } = body;
    await expect(download({ ...server.file, bytes: length + 5 }, path)).rejects.toMatchObject({
      message: expect.stringContaining(`only ${length} arrived`),
    });
    server.mood.status = 416;
    await expect(download({ ...server.file, bytes: length + 5 }, path)).rejects.toThrow(/answered 416/);
    delete server.mood.status;
    await download(server.file, path);
    expect(server.ranges).toEqual(["", `bytes=${length}-`, ""]);
  });

  it("says what the server answered, and keeps the part where that may pass", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const path = join(folder.path, "file.bin");
    server.mood.cutAfter = 100_000;
    await expect(download(server.file, path)).rejects.toMatchObject({ code: "download-failed" });
    for (const status of [404, 503]) {
      server.mood.status = status;
      await expect(download(server.file, path)).rejects.toMatchObject({
        code: "download-failed",
        details: { status },
        message: expect.stringContaining(`the server answered ${status}`),
      });
    }
    expect(await readFile(`${path}.part`)).toEqual(body.subarray(0, 100_000));
  });

  it("says when nobody answers", async () => {
    const server = await fileServer(body);
    await server[Symbol.asyncDispose]();
    await using folder = await temporary();
    await expect(download(server.file, join(folder.path, "file.bin"))).rejects.toMatchObject({
      code: "download-failed",
      message: expect.stringMatching(/ECONNREFUSED.*or pass a directory that has the data/),
    });
  });

  it("stops on a signal with the signal's reason, and goes on later", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    const path = join(folder.path, "file.bin");
    const stopping = new AbortController();
    const reason = new Error("enough");
    server.mood.body = body.subarray(0, 200_000);
    server.mood.stalled = true;
    const stopped = download(server.file, path, {
      signal: stopping.signal,
      onProgress: (received) => received === 200_000 && stopping.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    Object.assign(server.mood, { body, stalled: false });
    await download(server.file, path);
    expect(server.ranges).toEqual(["", "bytes=200000-"]);
    expect(await readFile(path)).toEqual(body);
    await expect(download(server.file, path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("says when the place cannot be written", async () => {
    await using server = await fileServer(body);
    await using folder = await temporary();
    await writeFile(join(folder.path, "taken"), "");
    const path = join(folder.path, "taken", "file.bin");
    await expect(download(server.file, path)).rejects.toMatchObject({
      code: "file-unwritable",
      details: { path },
    });
  });
});
