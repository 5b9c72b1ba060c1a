import { PolyheadError } from "@polyhead/spec";
import type { OpenTable } from "./cell.ts";
import { csvRows, firstCsvRows, type CsvFormat } from "./csv-rows.ts";
import { isHeader } from "./is-header.ts";
import { jsonlKeys, jsonlRows } from "./jsonl-rows.ts";
import { parquetColumns, parquetRows } from "./parquet-rows.ts";

/** A file of rows, as its name and first row tell. */
export interface TableFile {
  /** the function that reads it */
  readonly kind: "csv" | "jsonl" | "parquet";
  readonly columns: readonly string[];
  /** whether the names are made up, because the file has none */
  readonly unnamed: boolean;
  readonly open: OpenTable;
}

/**
 * Tells what a file of rows is: `.csv`, `.tsv`, `.txt`, `.jsonl` or `.ndjson`, each also with `.gz`, or `.parquet`.
 *
 * @param format how a CSV file is written, where that is known
 * @throws PolyheadError `usage` for another name; `data-missing`, `data-invalid`
 */
export async function tableFile(path: string, format: CsvFormat = {}): Promise<TableFile> {
  const kind = tableKind(path);
  if (kind === "parquet")
    return { kind, columns: await parquetColumns(path), unnamed: false, open: parquetRows };
  if (kind === "jsonl") {
    const open: OpenTable = (file, wanted) => jsonlRows(file, format.encoding, wanted);
    return { kind, columns: await jsonlKeys(path, format.encoding), unnamed: false, open };
  }
  if (kind === "csv") return csvFile(path, format);
  throw new PolyheadError(
    "usage",
    `A file of rows should be .csv, .tsv, .jsonl (each also .gz) or .parquet; received ${path}.`,
    { details: { path } },
  );
}

/** What a file of rows is by its name; undefined where that is not the name of one. */
export function tableKind(path: string): TableFile["kind"] | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, "");
  if (name.endsWith(".parquet")) return "parquet";
  if (/\.(jsonl|ndjson)$/.test(name)) return "jsonl";
  return /\.(csv|tsv|txt)$/.test(name) ? "csv" : undefined;
}

async function csvFile(path: string, format: CsvFormat): Promise<TableFile> {
  const [first = [], ...rows] = await firstCsvRows(path, format);
  const columns =
    format.columns ?? (isHeader(first, rows) ? undefined : first.map((_, at) => `column${at + 1}`));
  return {
    kind: "csv",
    columns: columns ?? first.map((name) => name.trim()),
    unnamed: columns !== undefined && format.columns === undefined,
    open: (file) => csvRows(file, { ...format, columns }),
  };
}
