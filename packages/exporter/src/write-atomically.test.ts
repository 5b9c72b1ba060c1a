import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishFiles, stageFile, writeAtomically } from "./write-atomically.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "polyhead-write-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("writeAtomically", () => {
  it("writes the chunks one after another, over an old file", async () => {
    const path = join(directory, "model.onnx");
    writeFileSync(path, "an old and longer file");
    expect(await writeAtomically(path, [bytes(1, 2), bytes(), bytes(3)])).toBe(3);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(readdirSync(directory)).toEqual(["model.onnx"]);
  });

  it("keeps the old file when the chunks fail half-way", async () => {
    const path = join(directory, "model.onnx");
    writeFileSync(path, "old");
    const failing = function* () {
      yield bytes(1);
      throw new Error("no more");
    };
    await expect(writeAtomically(path, failing())).rejects.toMatchObject({
      code: "file-unwritable",
      message: expect.stringContaining("no more"),
    });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(directory)).toEqual(["model.onnx"]);
  });

  it("refuses a parent that is a file, a missing directory, and a directory in the file's place", async () => {
    writeFileSync(join(directory, "file"), "");
    mkdirSync(join(directory, "folder"));
    for (const path of ["file/model.onnx", "missing/model.onnx", "folder"])
      await expect(writeAtomically(join(directory, path), [bytes(1)])).rejects.toMatchObject({
        code: "file-unwritable",
        message: expect.stringContaining(path),
      });
    expect(readdirSync(directory).toSorted()).toEqual(["file", "folder"]);
  });

  it("refuses a pipe, which a rename would replace", async () => {
    const path = join(directory, "pipe");
    execFileSync("/usr/bin/mkfifo", [path]);
    await expect(writeAtomically(path, [bytes(1)])).rejects.toMatchObject({ code: "file-unwritable" });
    expect(statSync(path).isFIFO()).toBe(true);
  });

  it("leaves the old file whole when it is killed, and removes what that left with the next write", async () => {
    const path = join(directory, "model.onnx");
    writeFileSync(path, "old");
    const script = `
      import { publishFiles, stageFile, writeAtomically } from ${JSON.stringify(new URL("./write-atomically.ts", import.meta.url).href)};
      function* endless() { for (;;) yield new Uint8Array(65536); }
      await writeAtomically(${JSON.stringify(path)}, endless());
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    const exit = once(child, "exit");
    const size = () =>
      readdirSync(directory)
        .filter((name) => name.endsWith(".tmp"))
        .map((name) => readFileSync(join(directory, name)).length)
        .at(0) ?? 0;
    while (size() === 0) await setTimeout(10);
    child.kill("SIGKILL");
    await exit;
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(directory)).toHaveLength(2);
    await writeAtomically(path, [bytes(1)]);
    expect(readdirSync(directory)).toEqual(["model.onnx"]);
  });

  it("leaves the temporary files of running writers alone", async () => {
    const path = join(directory, "model.onnx");
    const other = `.model.onnx.${process.pid}.00000000.tmp`;
    writeFileSync(join(directory, other), "");
    await writeAtomically(path, [bytes(1)]);
    expect(readdirSync(directory).toSorted()).toEqual([other, "model.onnx"].toSorted());
  });
});

describe("publishFiles", () => {
  const names = ["model.onnx.data", "model.onnx"];
  const contents = () =>
    readdirSync(directory)
      .toSorted()
      .map((name) => [name, readFileSync(join(directory, name), "utf8")]);
  const stage = async (...texts: string[]) =>
    Promise.all(
      texts.map(async (text, at) => stageFile(join(directory, names[at] ?? ""), [Buffer.from(text)])),
    );

  it("puts several files in place, over old ones or where none were", async () => {
    await publishFiles(await stage("data", "model"));
    await publishFiles(await stage("new data", "new model"));
    expect(contents()).toEqual([
      ["model.onnx", "new model"],
      ["model.onnx.data", "new data"],
    ]);
  });

  it.each([
    ["restores the files before one that cannot be put in place", "old data"],
    ["removes the files before one that cannot be put in place where none were", undefined],
  ])("%s", async (_, old) => {
    const [data = "", model = ""] = names.map((name) => join(directory, name));
    if (old !== undefined) writeFileSync(data, old);
    const staged = await stage("data", "model");
    mkdirSync(model);
    await expect(publishFiles(staged)).rejects.toMatchObject({
      code: "file-unwritable",
      details: { path: model },
    });
    rmSync(model, { recursive: true });
    expect(contents()).toEqual(old === undefined ? [] : [["model.onnx.data", old]]);
  });
});

describe("writeAtomically on a full disk", () => {
  it("keeps the old file, leaves nothing beside it and says so", async ({ skip, onTestFinished }) => {
    const disk = mountSmallDisk() ?? skip("this process may not mount a small disk");
    onTestFinished(() => {
      execFileSync("/usr/bin/umount", [disk]);
      rmSync(disk, { recursive: true });
    });
    const path = join(disk, "model.onnx");
    writeFileSync(path, "old");
    const size = statfsSync(disk).bsize * statfsSync(disk).blocks;
    await expect(writeAtomically(path, [new Uint8Array(size), bytes(1)])).rejects.toMatchObject({
      code: "file-unwritable",
      details: { code: "ENOSPC" },
      message: expect.stringContaining("Free some space"),
    });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(disk)).toEqual(["model.onnx"]);
  });
});

/** A disk of 64 KiB, where this process may mount one. */
function mountSmallDisk(): string | undefined {
  const target = mkdtempSync(join(tmpdir(), "polyhead-disk-"));
  try {
    execFileSync("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", target], { stdio: "ignore" });
    return target;
  } catch {
    rmSync(target, { recursive: true });
    return undefined;
  }
}
