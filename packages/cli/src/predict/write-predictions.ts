import { messageOf, PolyheadError, type Manifest } from "@polyhead/spec";
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import Papa from "papaparse";
import { predictionCells, predictionColumns, type PredictionCell } from "./prediction-columns.ts";
import type { NamedPredictions } from "../terminal/predictions-table.ts";

/** What was predicted, in the order of what it was predicted from, a batch at a time. */
export type PredictionBatches =
  | AsyncIterable<readonly NamedPredictions[]>
  | Iterable<readonly NamedPredictions[]>;

/**
 * Writes predictions as CSV with columns by task, or as JSON lines; the file is there when it is whole, and not before.
 *
 * @returns how many there are
 * @throws PolyheadError `usage`, `file-unwritable`; what `batches` throws
 */
export async function writePredictions(
  path: string,
  manifest: Manifest,
  batches: PredictionBatches,
): Promise<number> {
  const text = /\.csv$/i.test(path) ? csvText(manifest, batches) : jsonText(batches);
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  const file = await writing(path, open(part, "wx"));
  let count = 0;
  try {
    try {
      for await (const { chunk, rows } of text) {
        await writing(path, file.appendFile(chunk));
        count += rows;
      }
    } finally {
      await file.close();
    }
    await writing(path, rename(part, path));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return count;
}

/** One JSON object a line: `{ "source": "new.csv, row 1", "predictions": { … } }`. */
export function jsonLines(list: readonly NamedPredictions[]): string {
  return list.map(({ source, predictions }) => `${JSON.stringify({ source, predictions })}\n`).join("");
}

interface Chunk {
  readonly chunk: string;
  readonly rows: number;
}

async function* jsonText(batches: PredictionBatches): AsyncGenerator<Chunk> {
  for await (const list of batches) yield { chunk: jsonLines(list), rows: list.length };
}

async function* csvText(manifest: Manifest, batches: PredictionBatches): AsyncGenerator<Chunk> {
  let begun = false;
  for await (const list of batches) {
    const first = list[0]?.row === undefined ? "source" : "row";
    if (!begun) yield { chunk: csvLines([headerOf(manifest, first)]), rows: 0 };
    begun = true;
    const lines = list.map(({ row, source, predictions }) => [
      row ?? source,
      ...predictionCells(manifest, predictions),
    ]);
    yield { chunk: csvLines(lines), rows: lines.length };
  }
  // Where every row was passed over.
  if (!begun) yield { chunk: csvLines([headerOf(manifest, "row")]), rows: 0 };
}

function headerOf(manifest: Manifest, first: string): readonly string[] {
  return [first, ...predictionColumns(manifest, first)];
}

function csvLines(rows: readonly (readonly PredictionCell[])[]): string {
  return `${Papa.unparse([...rows], { newline: "\n" })}\n`;
}

async function writing<T>(path: string, action: Promise<T>): Promise<T> {
  return action.catch((cause: unknown) => {
    throw new PolyheadError(
      "file-unwritable",
      `"${path}" cannot be written: ${messageOf(cause)}. Make room or choose another place.`,
      { details: { path }, cause },
    );
  });
}
