import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { badFile, unreadable } from "./bad-file.ts";
import type { Cell, RowBatch } from "./cell.ts";

/** Most rows of a row group: one is in memory at a time, the wanted columns of it. */
const MAX_GROUP_ROWS = 16 * 1024 * 1024;

const BATCH = 1024;

type Metadata = Awaited<ReturnType<typeof parquetMetadataAsync>>;
type Scan = Awaited<ReturnType<typeof parquetScan>>;

/**
 * The rows of a Parquet file in batches, one row group in memory at a time.
 *
 * @param wanted the columns to read
 * @throws PolyheadError `data-missing`; `data-invalid` for a file that is damaged, lacks a column, has no rows or more than
 *   `MAX_GROUP_ROWS` rows in a group
 */
export async function* parquetRows(path: string, wanted: readonly string[]): AsyncGenerator<RowBatch> {
  const file = await asyncBufferFromFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const metadata = await reading(path, parquetMetadataAsync(file, { geoparquet: false }));
  check(path, metadata, wanted);
  const scan = await reading(
    path,
    parquetScan({ file, metadata, columns: [...wanted], compressors, utf8: false, geoparquet: false }),
  );
  for (const { rowStart, rowEnd } of scan.ranges) {
    const values = await reading(path, readColumns(scan, wanted, rowStart, rowEnd));
    for (let from = rowStart; from < rowEnd; from += BATCH) {
      const count = Math.min(BATCH, rowEnd - from);
      yield {
        columns: wanted,
        rows: Array.from({ length: count }, (_, index) =>
          values.map((column) => column[from - rowStart + index]),
        ),
        place: (index) => `${path}, row ${from + index + 1}`,
      };
    }
  }
}

/**
 * The names of a Parquet file's columns.
 *
 * @throws PolyheadError `data-missing`, `data-invalid`
 */
export async function parquetColumns(path: string): Promise<readonly string[]> {
  const file = await asyncBufferFromFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  return columnsOf(await reading(path, parquetMetadataAsync(file, { geoparquet: false })));
}

async function readColumns(
  scan: Scan,
  wanted: readonly string[],
  rowStart: number,
  rowEnd: number,
): Promise<ArrayLike<Cell>[]> {
  const values: ArrayLike<Cell>[] = [];
  for (const column of wanted) {
    const cells = await scan.readColumn({ column, rowStart, rowEnd });
    if (cells.length !== rowEnd - rowStart)
      throw new RangeError(`column "${column}" has ${cells.length} of ${rowEnd - rowStart} values`);
    values.push(cells);
  }
  return values;
}

function check(path: string, metadata: Metadata, wanted: readonly string[]): void {
  const columns = columnsOf(metadata);
  const absent = wanted.find((name) => !columns.includes(name));
  if (absent !== undefined)
    throw badFile(path, `should have the column "${absent}"; it has ${columns.join(", ")}`);
  if (metadata.row_groups.every(({ num_rows }) => num_rows <= 0n))
    throw badFile(path, "should have rows; it is empty");
  const most = metadata.row_groups.find(({ num_rows }) => num_rows > MAX_GROUP_ROWS);
  if (most !== undefined)
    throw badFile(
      path,
      `should have row groups of at most ${MAX_GROUP_ROWS} rows; one has ${most.num_rows}. Write it anew with smaller ones`,
    );
}

function columnsOf(metadata: Metadata): readonly string[] {
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

/** Whatever fails in a damaged file, it fails as the file's fault. */
async function reading<T>(path: string, action: Promise<T>): Promise<T> {
  return action.catch((cause: unknown) => {
    if (cause instanceof PolyheadError) throw cause;
    throw badFile(path, `should be whole Parquet; reading it failed (${messageOf(cause)})`, cause);
  });
}
