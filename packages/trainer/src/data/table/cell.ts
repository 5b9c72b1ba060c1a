/** One value of a table as its file holds it: text in CSV, anything in JSON and Parquet. */
export type Cell = unknown;

/** A row's cells in the order of its batch's columns. */
export type Row = readonly Cell[];

/** Some rows of one file, in order. */
export interface RowBatch {
  /** a name for each cell */
  readonly columns: readonly string[];
  /** a row, or what is wrong with it: a phrase that follows its place */
  readonly rows: readonly (Row | BadRow)[];
  /** where the row at this index is, for people: `census.csv, row 17` */
  readonly place: (index: number) => string;
}

/** A row that cannot be told apart into cells. */
export class BadRow {
  readonly fault: string;

  constructor(fault: string) {
    this.fault = fault;
  }
}

/** Names by file: reads its rows in batches; `wanted` are the columns that will be looked at. */
export type OpenTable = (path: string, wanted: readonly string[]) => AsyncIterable<RowBatch>;

/** A cell for an error message: short, and quoted where it is text. */
export function showCell(cell: Cell): string {
  if (typeof cell === "string") return JSON.stringify(shorten(cell));
  if (typeof cell === "object" && cell !== null && ArrayBuffer.isView(cell))
    return `${cell.byteLength} bytes`;
  if (typeof cell === "object" && cell !== null) return shorten(JSON.stringify(cell, asText));
  return String(cell);
}

function asText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

const SHOWN = 60;

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
