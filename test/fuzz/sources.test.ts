import {
  classification,
  numeric,
  PolyheadError,
  tagging,
  text,
  type Example,
  type ModelShape,
} from "@polyhead/spec";
import { csv, jsonl, parquet, randomSource, tagged, type Source } from "@polyhead/trainer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  endsWithin,
  expectedOfCsv,
  expectedOfJsonl,
  expectedOfTagged,
  type ExpectedRow,
  type ExpectedSentence,
} from "./expected.ts";
import { mutate } from "./mutate.ts";
import { csvSeeds, jsonlSeeds, parquetSeeds, taggedSeeds } from "./seeds.ts";

const full = process.env["POLYHEAD_FULL"] === "1";

/** Files of each kind: 100,000 in all, or a few seconds' worth; Parquet takes a thread a file. */
const FILES = full
  ? { csv: 33_000, jsonl: 33_000, tagged: 32_000, parquet: 2000 }
  : { csv: 300, jsonl: 300, tagged: 300, parquet: 30 };

/** Milliseconds that no small file may take, however it is changed; Parquet is given up after 20 seconds. */
const LONGEST = 60_000;

const sentences: ModelShape = {
  inputs: { text: text() },
  tasks: { tags: tagging({ entities: ["city"] }) },
};

const table: ModelShape = {
  inputs: { row: numeric({ columns: ["count", "size"] }) },
  tasks: { label: classification({ classes: ["yes", "no"] }) },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polyhead-fuzz-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** What became of the files of one kind. */
interface Outcomes {
  refused: number;
  read: number;
  /** of those, how many an independent reader confirmed */
  confirmed: number;
  /** milliseconds */
  slowest: number;
  /** files that were read wrong, or refused wrongly or without their place */
  readonly wrong: string[];
}

interface Kind {
  readonly name: keyof typeof FILES;
  readonly shape: ModelShape;
  readonly rowOf: (example: Example) => unknown;
  readonly seeds: readonly Buffer[];
  readonly open: (path: string, seed: number) => Source;
  /** what should be read; undefined where nobody else can tell */
  readonly expected?: (bytes: Buffer, seed: number) => readonly unknown[] | "error" | undefined;
  /** of the files that are read, how many another reader should confirm at least */
  readonly confirmed: number;
}

async function fuzz({ name, shape, rowOf, seeds, open, expected }: Kind): Promise<Outcomes> {
  const outcomes: Outcomes = { refused: 0, read: 0, confirmed: 0, slowest: 0, wrong: [] };
  const path = join(folder, `mutated.${name}`);
  for (let file = 0; file < FILES[name]; file++) {
    const random = randomSource(1, "fuzz", name, file);
    const seed = random.integer(seeds.length);
    const bytes = mutate(seeds[seed] ?? Buffer.of(), random);
    await writeFile(path, bytes);
    const start = performance.now();
    const result = await Array.fromAsync(open(path, seed).train(shape), rowOf).catch(
      (error: unknown) => error as Error,
    );
    outcomes.slowest = Math.max(outcomes.slowest, performance.now() - start);
    const right = expected?.(bytes, seed);
    if (Array.isArray(result)) outcomes.read++;
    else outcomes.refused++;
    if (Array.isArray(result) && right !== undefined) outcomes.confirmed++;
    if (!isRight(result, right, path))
      outcomes.wrong.push(`file ${file}: ${String(result)} of ${bytes.toString("latin1")}`);
  }
  if (full) console.log(name, outcomes);
  return outcomes;
}

function isRight(
  result: readonly unknown[] | Error,
  right: readonly unknown[] | "error" | undefined,
  path: string,
): boolean {
  if (!(result instanceof Error)) return right === undefined || isDeepStrictEqual(result, right);
  const placed = result instanceof PolyheadError && result.message.includes(path);
  return placed && (right === undefined || right === "error");
}

function numbersAndLabel({ inputs, labels }: Example): ExpectedRow {
  return { numbers: inputs["row"] as readonly number[], label: labels["label"] as string | null };
}

function wordsAndTags({ inputs, labels }: Example): ExpectedSentence {
  return { words: inputs["text"] as readonly string[], tags: labels["tags"] as readonly string[] };
}

const DELIMITERS = [",", ";", "\t", "|"];

const kinds: readonly (() => Promise<Kind>)[] = [
  async () => ({
    name: "csv",
    shape: table,
    rowOf: numbersAndLabel,
    seeds: csvSeeds,
    // The first four are in every delimiter, which is said; of the others it is found.
    open: (train, seed) => csv(seed < 4 ? { train, delimiter: DELIMITERS[seed] ?? "," } : { train }),
    expected: (bytes, seed) =>
      seed < 4 && isPlain(bytes) ? expectedOfCsv(bytes, DELIMITERS[seed] ?? ",") : undefined,
    confirmed: 1 / 4,
  }),
  async () => ({
    name: "jsonl",
    shape: table,
    rowOf: numbersAndLabel,
    seeds: jsonlSeeds,
    open: (train) => jsonl({ train }),
    expected: (bytes, seed) => (seed < 2 && isPlain(bytes) ? expectedOfJsonl(bytes) : undefined),
    confirmed: 1 / 4,
  }),
  async () => ({
    name: "tagged",
    shape: sentences,
    rowOf: wordsAndTags,
    seeds: taggedSeeds,
    open: (train) => tagged({ train }),
    expected: (bytes) => (isPlain(bytes) ? expectedOfTagged(bytes) : undefined),
    confirmed: 1 / 2,
  }),
  async () => ({
    name: "parquet",
    shape: table,
    rowOf: numbersAndLabel,
    seeds: await parquetSeeds(folder),
    open: (train) => parquet({ train }),
    confirmed: 0,
  }),
];

/** No zero bytes, no character cut at the end, and no first bytes that say another encoding or gzip. */
function isPlain(bytes: Buffer): boolean {
  return (
    !bytes.includes(0) &&
    !endsWithin(bytes) &&
    ![0xfffe, 0xfeff, 0x1f8b].includes(bytes.length < 2 ? 0 : bytes.readUInt16BE())
  );
}

test.each(kinds)(
  "a changed file is read right or refused with its place (%#)",
  { timeout: 7_200_000 },
  async (kind) => {
    const { confirmed, ...what } = await kind();
    const outcomes = await fuzz({ confirmed, ...what });
    expect(outcomes.wrong).toEqual([]);
    expect(outcomes.slowest).toBeLessThan(LONGEST);
    // Small changes are to leave some files whole and break others.
    expect(Math.min(outcomes.refused, outcomes.read)).toBeGreaterThan(
      (outcomes.refused + outcomes.read) / 20,
    );
    expect(outcomes.confirmed).toBeGreaterThanOrEqual(confirmed * outcomes.read);
  },
);
