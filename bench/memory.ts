/**
 * Peak memory of training on CSV files of two sizes: `node bench/memory.ts` for 0.5 and 5 GB, `node bench/memory.ts 100 1000`
 * for others, in MB. Each size is trained on in a process of its own.
 */
import { numeric, regression } from "@polyhead/spec";
import { adam, csv, defineModel, mlp, train } from "@polyhead/trainer";
import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const COLUMNS = Array.from({ length: 100 }, (_, column) => `x${column}`);
const LINES = 2000;
const MEGABYTE = 1e6;

/** What one size took. */
interface Measured {
  readonly megabytes: number;
  readonly rows: number;
  /** kilobytes: the process's high-water mark of resident memory */
  readonly peak: number;
  readonly seconds: number;
  /** of these, until everything was read, checked and kept */
  readonly reading: number;
}

/** Writes the same few thousand lines again and again; what they hold does not matter here. */
async function writeTable(path: string, megabytes: number): Promise<void> {
  const cell = (): string => Math.random().toFixed(4);
  const line = (): string => Array.from({ length: COLUMNS.length + 2 }, cell).join(",");
  const lines = Buffer.from(`${Array.from({ length: LINES }, line).join("\n")}\n`);
  function* all(): Generator<Buffer> {
    yield Buffer.from(`${[...COLUMNS, "first", "second"].join(",")}\n`);
    for (let written = 0; written < megabytes * MEGABYTE; written += lines.length) yield lines;
  }
  await pipeline(Readable.from(all()), createWriteStream(path));
}

async function measure(path: string, directory: string): Promise<Measured> {
  const config = defineModel({
    name: "large",
    inputs: { x: numeric({ columns: COLUMNS }) },
    tasks: { first: regression(), second: regression() },
    trunk: mlp({ units: [16] }),
    data: csv({ train: path }),
    training: { epochs: 1, batchSize: 8192, validationSplit: 0.01, optimizer: adam(), insight: false },
  });
  const start = performance.now();
  let reading = 0;
  const { summary } = await train(config, {
    directory,
    onEvent: ({ type }) => {
      if (type === "start") reading = (performance.now() - start) / 1000;
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const status = await readFile("/proc/self/status", "utf8");
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
  const rows = (summary.examples["train"] ?? 0) + (summary.examples["validation"] ?? 0);
  return { megabytes: (await stat(path)).size / MEGABYTE, rows, peak, seconds, reading };
}

async function inItsOwnProcess(megabytes: number): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), "polyhead-memory-"));
  try {
    const path = join(directory, "table.csv");
    await writeTable(path, megabytes);
    const script = fileURLToPath(import.meta.url);
    const output = execFileSync(process.execPath, [script, "--measure", path, join(directory, "run")], {
      encoding: "utf8",
    });
    return JSON.parse(output) as Measured;
  } finally {
    await rm(directory, { recursive: true });
  }
}

const [first, path = "", directory = ""] = process.argv.slice(2);
if (first === "--measure") console.log(JSON.stringify(await measure(path, directory)));
else {
  const sizes = process.argv.slice(2).map(Number);
  const results: Measured[] = [];
  for (const megabytes of sizes.length > 0 ? sizes : [500, 5000]) {
    const result = await inItsOwnProcess(megabytes);
    results.push(result);
    console.log(
      `${result.megabytes.toFixed(0)} MB, ${result.rows} rows: peak ${(result.peak / 1024).toFixed(0)} MiB, ${result.seconds.toFixed(0)} s, of which ${result.reading.toFixed(0)} s before the first step`,
    );
  }
  const peaks = results.map(({ peak }) => peak);
  console.log(`largest ÷ smallest peak: ${(Math.max(...peaks) / Math.min(...peaks)).toFixed(3)}`);
}
