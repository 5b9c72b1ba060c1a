import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MemoryBudget } from "./byte-log.ts";
import { evenRows } from "./rows.ts";
import { RowStore } from "./row-store.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-rows-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe.each([
  ["in memory", 2 ** 24],
  ["in a file", 0],
])("%s", (_, bytes) => {
  const open = (parts: number): RowStore =>
    new RowStore(parts, { budget: new MemoryBudget(bytes), path: join(directory, "split") });

  test("rows of one layout come back in the order asked for", async () => {
    const store = open(3);
    for (let row = 0; row < 50_000; row++)
      store.append([Float32Array.of(row, -row), Uint8Array.of(row % 256), Float64Array.of(row / 3)]);
    expect(store.count).toBe(50_000);
    expect(await store.read(Uint32Array.of(49_999, 7, 7, 300))).toEqual([
      evenRows(Float32Array.of(49_999, -49_999, 7, -7, 7, -7, 300, -300), 2),
      evenRows(Uint8Array.of(79, 7, 7, 44), 1),
      evenRows(Float64Array.of(49_999 / 3, 7 / 3, 7 / 3, 100), 1),
    ]);
    store.close();
  });

  test("rows of many lengths come back, empty ones too", async () => {
    const store = open(2);
    const tokens = (row: number): Int32Array =>
      Int32Array.from({ length: row % 5 }, (__, at) => 10 * row + at);
    for (let row = 0; row < 20_000; row++) store.append([tokens(row), Float64Array.of(row)]);
    for (const places of [[19_999, 0, 5, 3], [1, 2, 3, 4, 5, 6], [12_345], []]) {
      const [rows, labels] = await store.read(Uint32Array.from(places));
      expect([...rows!.values]).toEqual(places.flatMap((row) => [...tokens(row)]));
      expect([...labels!.values]).toEqual(places);
      expect(rows!.starts).toHaveLength(places.length + 1);
    }
    store.close();
  });

  test("bytes among floats come back as floats, and as bytes by themselves", async () => {
    const store = open(1);
    store.append([Uint8Array.of(1, 2)]);
    store.append([Float32Array.of(0.5, 254.5)]);
    store.append([Uint8Array.of(3, 4)]);
    expect(await store.read(Uint32Array.of(2, 1))).toEqual([evenRows(Float32Array.of(3, 4, 0.5, 254.5), 2)]);
    expect(await store.read(Uint32Array.of(2, 0))).toEqual([evenRows(Uint8Array.of(3, 4, 1, 2), 2)]);
    store.close();
  });
});
