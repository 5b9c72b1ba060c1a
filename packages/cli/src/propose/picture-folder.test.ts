import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pictureClasses, pictureConfig } from "./picture-folder.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polyhead-pictures-"));
  for (const file of [
    "a/rose/1.PNG",
    "a/dai-sy/deep/2.jpeg",
    "a/notes/x.txt",
    "a/.git/3.png",
    "b/only/1.png",
  ]) {
    await mkdir(join(folder, file, ".."), { recursive: true });
    await writeFile(join(folder, file), "");
  }
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test("folders with pictures are classes", async () => {
  expect(await pictureClasses(join(folder, "a"))).toEqual(["dai-sy", "rose"]);
});

test.each(["b", "a/rose", "nowhere"])("%s has no classes", async (name) => {
  expect(await pictureClasses(join(folder, name))).toBeUndefined();
});

test("the config names the folder and its classes", () => {
  const config = pictureConfig("flowers", "data/flowers", ["dai-sy", "rose"]);
  for (const part of ['name: "flowers"', 'train: "data/flowers"', '"dai-sy",\n        "rose",\n'])
    expect(config).toContain(part);
});
