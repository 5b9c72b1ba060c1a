import Papa from "papaparse";
import { PolyheadError, MAX_COLUMNS } from "@polyhead/spec";
import { badFile } from "./bad-file.ts";
import { BadRow, type Row, type RowBatch } from "./cell.ts";
import { fileText } from "./file-text.ts";

/** Longest row of a table or line of JSON, in characters. */
export const MAX_ROW_LENGTH: number = 16 * 1024 * 1024;

const SAMPLE = 64 * 1024;
const DELIMITERS = [",", ";", "\t", "|"];

/** How a CSV file is written. */
export interface CsvFormat {
  /** names for a file without a header; by default its first row is the header */
  readonly columns?: readonly string[] | undefined;
  /** one character; found from the first rows by default */
  readonly delimiter?: string | undefined;
  /** found from the first bytes by default */
  readonly encoding?: string | undefined;
}

interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * A CSV file's rows (RFC 4180) in batches. Lines may end in CRLF, LF or CR; blank ones are passed over; a row with other
 * than the header's number of cells, or with text behind a closing quote, is a bad row.
 *
 * @throws PolyheadError `data-missing`; `data-invalid` for a file without a header, a column named twice, a quote that
 *   never closes, a row of more than `MAX_ROW_LENGTH` characters, or more than `MAX_COLUMNS` columns
 */
export async function* csvRows(path: string, format: CsvFormat): AsyncGenerator<RowBatch> {
  let columns = format.columns;
  let count = 0;
  for await (const { data, errors } of parsed(path, format)) {
    const faults = errors.length === 0 ? undefined : new Map(errors.map(({ row, code }) => [row, code]));
    const rows: (Row | BadRow)[] = [];
    for (let index = 0; index < data.length; index++) {
      const cells = data[index] ?? [];
      dropCarriageReturn(cells);
      if (faults?.get(index) === "MissingQuotes") throw neverClosed(path, count + rows.length + 1);
      if (columns === undefined) columns = isBlank(cells) ? undefined : header(cells, path);
      else if (faults?.has(index) === true) rows.push(badQuotes);
      else if (cells.length === columns.length) rows.push(cells);
      else if (!isBlank(cells)) rows.push(miscounted(cells, columns));
    }
    const first = count;
    count += rows.length;
    if (rows.length > 0 && columns !== undefined)
      yield { columns, rows, place: (index) => `${path}, row ${first + index + 1}` };
  }
  if (count === 0)
    throw badFile(
      path,
      columns === undefined ? "is empty" : "should have rows below its header; it has none",
    );
}

/**
 * A CSV file's first rows, be one a header or not: some that hold a cell, as many as one chunk has.
 *
 * @throws PolyheadError as `csvRows` does
 */
export async function firstCsvRows(path: string, format: CsvFormat): Promise<readonly (readonly string[])[]> {
  for await (const { data } of parsed(path, format)) {
    data.forEach(dropCarriageReturn);
    const rows = data.filter((row) => !isBlank(row));
    if (rows.length > 0) return rows;
  }
  throw badFile(path, "is empty");
}

/** Whole rows of text, chunk by chunk. */
async function* parsed(path: string, { delimiter, encoding }: CsvFormat): AsyncGenerator<Parsed> {
  let parser: Papa.Parser | undefined;
  let rest = "";
  // A row that a chunk does not end is parsed anew when twice as much of it is there, and not with every chunk.
  let enough = SAMPLE;
  for await (const text of fileText(path, encoding)) {
    rest += text;
    if (rest.length < enough) continue;
    parser ??= parserOf(rest, delimiter);
    const result = parser.parse(rest, 0, true) as Parsed;
    rest = rest.slice(result.meta.cursor);
    if (rest.length > MAX_ROW_LENGTH) throw tooLong(path);
    enough = Math.min(2 * rest.length, MAX_ROW_LENGTH + 1);
    yield result;
  }
  parser ??= parserOf(rest, delimiter);
  yield parser.parse(rest, 0, false) as Parsed;
}

function parserOf(sample: string, delimiter: string | undefined): Papa.Parser {
  const newline = sample.includes("\n") || !sample.includes("\r") ? "\n" : "\r";
  return new Papa.Parser({ newline, delimiter: delimiter ?? guessDelimiter(sample, newline) });
}

function guessDelimiter(sample: string, newline: "\n" | "\r"): string {
  const { meta } = Papa.parse<string[]>(sample.slice(0, SAMPLE), {
    newline,
    delimitersToGuess: DELIMITERS,
    preview: 20,
    skipEmptyLines: true,
  });
  return meta.delimiter;
}

/** Lines end at LF, so that files of mixed line ends are read; what CRLF leaves goes here. */
function dropCarriageReturn(cells: string[]): void {
  const last = cells.length - 1;
  const cell = cells[last] ?? "";
  if (cell.charCodeAt(cell.length - 1) === 13) cells[last] = cell.slice(0, -1);
}

function header(cells: readonly string[], path: string): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  if (names.length > MAX_COLUMNS)
    throw badFile(path, `should have at most ${MAX_COLUMNS} columns; its header has ${names.length}`);
  const seen = new Set<string>();
  const twice = names.find((name) => name !== "" && (seen.has(name) || !seen.add(name)));
  if (twice !== undefined) throw badFile(path, `should name each column once; "${twice}" is there twice`);
  return names;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0]?.trim() === "";
}

const badQuotes = new BadRow("a quoted cell should end at its closing quote; there is text behind it");

function miscounted(cells: Row, columns: readonly string[]): BadRow {
  return new BadRow(`there should be ${columns.length} cells, one a column; there are ${cells.length}`);
}

function neverClosed(path: string, row: number): PolyheadError {
  return badFile(path, `should close every quote; one in row ${row} is open to the file's end`);
}

function tooLong(path: string): PolyheadError {
  return badFile(
    path,
    `should have rows of at most ${MAX_ROW_LENGTH} characters; one is longer, which a quote that never closes makes of all rows behind it`,
  );
}
