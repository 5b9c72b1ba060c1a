import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LOCK, lockRun } from "./run-lock.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-lock-"));
});
afterEach(() => rm(directory, { recursive: true }));

const left = (holder: object): Promise<void> => writeFile(join(directory, LOCK), JSON.stringify(holder));
const holderOf = async (): Promise<unknown> => JSON.parse(await readFile(join(directory, LOCK), "utf8"));

test("a directory is one training's at a time, and the next one's afterwards", async () => {
  const unlock = await lockRun(directory);
  expect(await holderOf()).toEqual({ pid: process.pid, host: hostname() });
  await expect(lockRun(directory)).rejects.toMatchObject({
    code: "file-unwritable",
    message: expect.stringContaining(`process ${process.pid} is at work in ${directory}`) as string,
  });
  await unlock();
  await expect(stat(join(directory, LOCK))).rejects.toThrow("ENOENT");
  await (
    await lockRun(directory)
  )();
});

test("another process that is alive keeps its directory", async () => {
  await left({ pid: process.ppid, host: hostname() });
  await expect(lockRun(directory)).rejects.toThrow(`remove ${join(directory, LOCK)}`);
});

const gone = spawnSync(process.execPath, ["--version"]).pid;

test.each([
  ["a process that is gone", { pid: gone, host: hostname() }],
  ["an earlier process of this one's number", { pid: process.pid, host: hostname() }],
  ["another machine", { pid: process.ppid, host: "elsewhere" }],
])("what %s left is taken over", async (_, holder) => {
  await left(holder);
  const unlock = await lockRun(directory);
  expect(await holderOf()).toEqual({ pid: process.pid, host: hostname() });
  await unlock();
});

test("a lock that was cut short is taken over", async () => {
  await writeFile(join(directory, LOCK), "");
  const unlock = await lockRun(directory);
  expect(await holderOf()).toEqual({ pid: process.pid, host: hostname() });
  await unlock();
});
