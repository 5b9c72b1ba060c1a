import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ByteLog, MemoryBudget } from "./byte-log.ts";
import { randomSource } from "./random.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-log-"));
});
afterAll(() => rm(directory, { recursive: true }));

const MEBIBYTE = 2 ** 20;

const total = 4 * MEBIBYTE + 12_345;
const content = new Uint8Array(total);
for (let at = 0; at < total; at++) content[at] = at % 251;

async function readBack(log: ByteLog, pieces: readonly (readonly [number, number])[]): Promise<Uint8Array> {
  const targets = new Float64Array(pieces.length + 1);
  for (const [index, [, length]] of pieces.entries()) targets[index + 1] = targets[index]! + length;
  const target = new Uint8Array(targets.at(-1)!);
  await log.read({ starts: Float64Array.from(pieces, ([start]) => start), targets }, target);
  return target;
}

test.each([
  ["in memory alone", 8 * MEBIBYTE],
  ["in a file alone", 0],
  ["over both", 2 * MEBIBYTE],
])("gives back any pieces, %s", async (_, budget) => {
  const log = new ByteLog(new MemoryBudget(budget), join(directory, "rows"));
  for (let at = 0; at < total; at += 70_001) log.append(content.subarray(at, at + 70_001));
  expect(log.length).toBe(total);
  expect(log.checksum).toBe(crc32(content));
  expect(await readdir(directory)).toEqual([]);
  const random = randomSource(1, "pieces");
  const anywhere = Array.from({ length: 300 }, () => {
    const start = random.integer(total - 5000);
    return [start, random.integer(5000)] as const;
  });
  const along = Array.from({ length: 300 }, (__, index) => [MEBIBYTE + index * 5000, 3000] as const);
  const borders = [1, 2, 3, 4].map((chunk) => [chunk * MEBIBYTE - 10, 20] as const);
  for (const pieces of [anywhere, along, borders, [[0, total] as const]]) {
    const expected = pieces.map(([start, length]) => content.subarray(start, start + length));
    expect(Buffer.compare(await readBack(log, pieces), Buffer.concat(expected))).toBe(0);
  }
  log.close();
});

test("a folder that cannot be written is named", () => {
  const log = new ByteLog(new MemoryBudget(0), join(directory, "nowhere", "rows"));
  expect(() => log.append(new Uint8Array(1))).toThrow(
    expect.objectContaining({
      code: "file-unwritable",
      message: expect.stringContaining("nowhere") as string,
    }),
  );
});
