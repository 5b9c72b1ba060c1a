import { parquetWriteFile } from "hyparquet-writer";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Rows that a mutated file started as. */
const ROWS = 12;

const WORDS = ["a", "plain", 'quo"ted', "with, comma", "two\nlines", "é", " spaced "] as const;

function cells(row: number): readonly (string | number)[] {
  return [row, row / 8, WORDS[row % WORDS.length] ?? "", row % 2 === 0 ? "yes" : "no"];
}

export const COLUMNS = ["count", "size", "word", "label"] as const;

function csvText(delimiter: string, lineEnd: string, quoteAll: boolean): string {
  const quoted = (value: string | number): string => {
    const text = String(value);
    const needs = quoteAll || /["\r\n]/.test(text) || text.includes(delimiter);
    return needs ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = Array.from({ length: ROWS }, (_, row) => cells(row).map(quoted).join(delimiter));
  return [COLUMNS.join(delimiter), ...rows, ""].join(lineEnd);
}

const plain = csvText(",", "\n", false);

export const csvSeeds: readonly Buffer[] = [
  Buffer.from(plain),
  Buffer.from(csvText(";", "\r\n", false)),
  Buffer.from(csvText("\t", "\n", true)),
  Buffer.from(csvText("|", "\r\n", true)),
  Buffer.from(`\uFEFF${plain}`),
  Buffer.from(`\uFEFF${plain}`, "utf16le"),
  Buffer.from(plain, "latin1"),
  gzipSync(plain),
];

const objects = Array.from({ length: ROWS }, (_, row) =>
  JSON.stringify(Object.fromEntries(COLUMNS.map((name, at) => [name, cells(row)[at]]))),
);

export const jsonlSeeds: readonly Buffer[] = [
  Buffer.from(`${objects.join("\n")}\n`),
  Buffer.from(objects.join("\r\n\r\n")),
  gzipSync(objects.join("\n")),
];

const sentences = ["fly\tO\nto\tO\nboston\tB-city\n", "hello O\n", "new B-city\nyork I-city\n"];

export const taggedSeeds: readonly Buffer[] = [
  Buffer.from(sentences.join("\n")),
  Buffer.from(`-DOCSTART- O\n\n${sentences.join("\n\n")}`.replaceAll("\n", "\r\n")),
];

/** Parquet files of several layouts, written into `folder`. */
export async function parquetSeeds(folder: string): Promise<readonly Buffer[]> {
  const column = (at: number): (string | number)[] =>
    Array.from({ length: ROWS }, (_, row) => cells(row)[at] ?? "");
  const columnData = [
    { name: "count", data: column(0), type: "INT32" as const },
    {
      name: "size",
      data: column(1),
      type: "DOUBLE" as const,
    },
    { name: "word", data: column(2) },
    { name: "label", data: column(3).map((value, row) => (row === 3 ? null : value)) },
    { name: "list", data: column(0).map((value) => [value, value]), type: "JSON" as const },
  ];
  const seeds: Buffer[] = [];
  for (const options of [
    {},
    { rowGroupSize: 5 },
    { codec: "UNCOMPRESSED" as const },
    { statistics: false },
  ]) {
    const filename = join(folder, "seed.parquet");
    parquetWriteFile({ filename, columnData, ...options });
    seeds.push(await readFile(filename));
  }
  return seeds;
}
