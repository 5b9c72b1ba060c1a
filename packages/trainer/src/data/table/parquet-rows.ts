import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema, type FileMetaData } from "hyparquet";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { badFile, unreadable } from "./bad-file.ts";
import type { RowBatch } from "./cell.ts";
import { parquetThread } from "./parquet-thread.ts";

/** Most rows of a row group: one is in memory at a time, the wanted columns of it. */
const MAX_GROUP_ROWS = 16 * 1024 * 1024;

const BATCH = 1024;

/** Milliseconds that a row group may take, besides a second for each MB of it. */
const PATIENCE = 20_000;

/**
 * The rows of a Parquet file in batches, one row group in memory at a time.
 *
 * @param wanted the columns to read
 * @param patience milliseconds that a row group may take, besides a second for each MB of it
 * @throws PolyheadError `data-missing`; `data-invalid` for a file that is damaged, lacks a column, has no rows or more than
 *   `MAX_GROUP_ROWS` rows in a group
 */
export async function* parquetRows(
  path: string,
  wanted: readonly string[],
  patience: number = PATIENCE,
): AsyncGenerator<RowBatch> {
  const { metadata, bytes } = await readMetadata(path);
  check(path, metadata, wanted);
  await using thread = parquetThread({ path, bytes, metadata, wanted }, patience);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    if (rowEnd === rowStart) continue;
    const values = await reading(path, thread.read({ rowStart, rowEnd }));
    yield* batches(path, wanted, values, rowStart, rowEnd);
    rowStart = rowEnd;
  }
}

function* batches(
  path: string,
  columns: readonly string[],
  values: readonly ArrayLike<unknown>[],
  rowStart: number,
  rowEnd: number,
): Generator<RowBatch> {
  for (let from = rowStart; from < rowEnd; from += BATCH) {
    const count = Math.min(BATCH, rowEnd - from);
    yield {
      columns,
      rows: Array.from({ length: count }, (_, index) =>
        values.map((column) => column[from - rowStart + index]),
      ),
      place: (index) => `${path}, row ${from + index + 1}`,
    };
  }
}

/**
 * The names of a Parquet file's columns.
 *
 * @throws PolyheadError `data-missing`, `data-invalid`
 */
export async function parquetColumns(path: string): Promise<readonly string[]> {
  const { metadata } = await readMetadata(path);
  return columnsOf(metadata);
}

async function readMetadata(path: string): Promise<{ metadata: FileMetaData; bytes: number }> {
  const file = await asyncBufferFromFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const metadata = await reading(path, parquetMetadataAsync(file, { geoparquet: false }));
  return { metadata, bytes: file.byteLength };
}

function check(path: string, metadata: FileMetaData, wanted: readonly string[]): void {
  const columns = columnsOf(metadata);
  const absent = wanted.find((name) => !columns.includes(name));
  if (absent !== undefined)
    throw badFile(path, `should have the column "${absent}"; it has ${columns.join(", ")}`);
  if (metadata.row_groups.some(({ num_rows }) => num_rows < 0n))
    throw badFile(path, "should be whole Parquet; a row group has less than no rows");
  if (metadata.row_groups.every(({ num_rows }) => num_rows === 0n))
    throw badFile(path, "should have rows; it is empty");
  const most = metadata.row_groups.find(({ num_rows }) => num_rows > MAX_GROUP_ROWS);
  if (most !== undefined)
    throw badFile(
      path,
      `should have row groups of at most ${MAX_GROUP_ROWS} rows; one has ${most.num_rows}. Write it anew with smaller ones`,
    );
}

function columnsOf(metadata: FileMetaData): readonly string[] {
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

/** Whatever fails in a damaged file, it fails as the file's fault. */
async function reading<T>(path: string, action: Promise<T>): Promise<T> {
  return action.catch((cause: unknown) => {
    if (cause instanceof PolyheadError) throw cause;
    throw badFile(path, `should be whole Parquet; reading it failed (${messageOf(cause)})`, cause);
  });
}
