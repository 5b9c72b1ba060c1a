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
  const { metadata, bytes, columns, groups } = await openParquet(path);
  check(path, columns, groups, wanted);
  await using thread = parquetThread({ path, bytes, metadata, wanted }, patience);
  let rowStart = 0;
  for (const count of groups) {
    const rowEnd = rowStart + count;
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
  const { columns } = await openParquet(path);
  return columns;
}

/** What a file says of itself. */
interface OpenParquet {
  readonly metadata: FileMetaData;
  /** the file's size */
  readonly bytes: number;
  readonly columns: readonly string[];
  /** rows of each row group */
  readonly groups: readonly number[];
}

async function openParquet(path: string): Promise<OpenParquet> {
  const file = await asyncBufferFromFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const opening = async (): Promise<OpenParquet> => {
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const groups = metadata.row_groups.map((group) => Number(group.num_rows));
    const whole = groups.every((rows) => Number.isSafeInteger(rows) && rows >= 0);
    if (!whole) throw new RangeError("a row group has no number of rows");
    return { metadata, bytes: file.byteLength, columns, groups };
  };
  return reading(path, opening());
}

function check(
  path: string,
  columns: readonly string[],
  groups: readonly number[],
  wanted: readonly string[],
): void {
  const absent = wanted.find((name) => !columns.includes(name));
  if (absent !== undefined)
    throw badFile(path, `should have the column "${absent}"; it has ${columns.join(", ")}`);
  if (groups.every((rows) => rows === 0)) throw badFile(path, "should have rows; it is empty");
  const most = Math.max(...groups);
  if (most > MAX_GROUP_ROWS)
    throw badFile(
      path,
      `should have row groups of at most ${MAX_GROUP_ROWS} rows; one has ${most}. Write it anew with smaller ones`,
    );
}

/** Whatever fails in a damaged file, it fails as the file's fault. */
async function reading<T>(path: string, action: Promise<T>): Promise<T> {
  return action.catch((cause: unknown) => {
    if (cause instanceof PolyheadError) throw cause;
    throw badFile(path, `should be whole Parquet; reading it failed (${messageOf(cause)})`, cause);
  });
}
