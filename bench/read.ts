// What reading examples out of CSV costs over parsing the bare file with the library that reads it.
import { classification, numeric, regression, type ModelShape } from "@polyhead/spec";
import { csv } from "@polyhead/trainer";
import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { median } from "./median.ts";

const ROUNDS = 7;
const BYTES = 30e6;
/** How often the file is read for memory, one reading after another as if it were that much larger. */
const TIMES = [10, 60];
const JOBS = ["clerk", "nurse", "teacher"] as const;
const WIDE = Array.from({ length: 40 }, (_, column) => `x${column}`);

interface Table {
  readonly name: string;
  readonly header: readonly string[];
  readonly row: (index: number) => readonly (string | number)[];
  readonly shape: ModelShape;
}

const narrow: readonly string[] = ["age", "hours", "pay"];
const tasks = { job: classification({ classes: JOBS }), stay: regression() };
const draw = (seed: number): number => Math.abs(Math.sin(seed) * 1e4) % 1;

const tables: readonly Table[] = [
  {
    name: "3 numbers, a text that is left aside, 2 labels",
    header: ["id", ...narrow, "note", "job", "stay"],
    row: (index) => [
      index,
      ...narrow.map((_, column) => (draw(index + column) * 100).toFixed(column)),
      "as it was said",
      JOBS[index % 3] ?? "",
      (draw(index) * 10).toFixed(3),
    ],
    shape: { inputs: { row: numeric({ columns: narrow }) }, tasks },
  },
  {
    name: "the same with quotes around the text",
    header: ["id", ...narrow, "note", "job", "stay"],
    row: (index) => [
      index,
      ...narrow.map((_, column) => (draw(index + column) * 100).toFixed(column)),
      '"as ""it"" was, they said"',
      JOBS[index % 3] ?? "",
      (draw(index) * 10).toFixed(3),
    ],
    shape: { inputs: { row: numeric({ columns: narrow }) }, tasks },
  },
  {
    name: "40 numbers, 2 labels",
    header: [...WIDE, "job", "stay"],
    row: (index) => [
      ...WIDE.map((_, column) => (draw(index * 40 + column) * 1000).toFixed(3)),
      JOBS[index % 3] ?? "",
      (draw(index) * 10).toFixed(3),
    ],
    shape: { inputs: { row: numeric({ columns: WIDE }) }, tasks },
  },
];

/** Prints both speeds and their ratio for each table, medians of interleaved rounds. */
export async function benchRead(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "polyhead-bench-"));
  console.log(`reading CSV (medians of ${ROUNDS} rounds)`);
  try {
    for (const table of tables) {
      const path = join(directory, "table.csv");
      await writeTable(path, table, BYTES);
      const { size } = await stat(path);
      const times: Record<"own" | "bare", number[]> = { own: [], bare: [] };
      for (let round = 0; round < ROUNDS; round++) {
        times.bare.push(await milliseconds(async () => parseBare(path)));
        times.own.push(await milliseconds(async () => readExamples(path, table.shape)));
      }
      const speed = (rounds: readonly number[]): number => size / 1000 / median(rounds);
      const [own, bare] = [speed(times.own), speed(times.bare)];
      console.log(`  ${table.name}`);
      console.log(
        `    csv() ${own.toFixed(0)} MB/s, papaparse ${bare.toFixed(0)} MB/s, ratio ${(own / bare).toFixed(2)}`,
      );
    }
    await benchMemory(join(directory, "table.csv"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Prints the most memory that a process of its own has while it reads much data, and several times as much. */
async function benchMemory(path: string): Promise<void> {
  const [table] = tables;
  if (table === undefined) return;
  await writeTable(path, table, BYTES);
  const self = fileURLToPath(import.meta.url);
  for (const times of TIMES) {
    const peak = Number(execFileSync(process.execPath, [self, path, String(times)], { encoding: "utf8" }));
    console.log(`  most memory while reading ${(times * BYTES) / 1e6} MB: ${peak.toFixed(0)} MB`);
  }
}

async function writeTable(path: string, table: Table, bytes: number): Promise<void> {
  await pipeline(Readable.from(linesOf(table, bytes)), createWriteStream(path));
}

function* linesOf({ header, row }: Table, least: number): Generator<string> {
  let bytes = 0;
  let lines = [header.join(",")];
  for (let index = 0; bytes < least; index++) {
    lines.push(row(index).join(","));
    if (lines.length < 1000) continue;
    const text = `${lines.join("\n")}\n`;
    bytes += text.length;
    lines = [];
    yield text;
  }
}

async function parseBare(path: string): Promise<number> {
  let cells = 0;
  const file = createReadStream(path, { encoding: "utf8" });
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(file, {
      chunk: ({ data }) => {
        for (const row of data) cells += row.length;
      },
      complete: () => resolve(cells),
      error: reject,
    });
  });
}

async function readExamples(train: string | readonly string[], shape: ModelShape): Promise<number> {
  let count = 0;
  for await (const { labels } of csv({ train }).train(shape)) if (labels["job"] !== null) count++;
  return count;
}

async function milliseconds(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

/** Without arguments the benchmark; with a file and a number, the most memory of reading it so often. */
async function main([path, times] = process.argv.slice(2)): Promise<void> {
  const [table] = tables;
  if (path === undefined || table === undefined) return benchRead();
  await readExamples(
    Array.from({ length: Number(times) }, () => path),
    table.shape,
  );
  console.log(process.resourceUsage().maxRSS / 1024);
}

if (import.meta.main) await main();
