import { parse } from "csv-parse/sync";
import { isUtf8 } from "node:buffer";
import { COLUMNS } from "./seeds.ts";

/** What a reader should give: a row's numbers and label. */
export interface ExpectedRow {
  readonly numbers: readonly number[];
  readonly label: string | null;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * What a CSV file holds by csv-parse, another parser; "error" where a row or a value is wrong, undefined where csv-parse
 * refuses quotes that others accept, and where a row ends in a CR too many.
 */
export function expectedOfCsv(
  bytes: Buffer,
  delimiter: string,
): readonly ExpectedRow[] | "error" | undefined {
  const text = decoded(bytes);
  let records: string[][];
  try {
    records = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      record_delimiter: text.includes("\n") || !text.includes("\r") ? ["\r\n", "\n"] : ["\r"],
    });
  } catch {
    return undefined;
  }
  // Whether a CR beside a row's end, or within the quotes there, belongs to the cell, readers take as they like.
  if (records.some((cells) => cells.at(-1)?.endsWith("\r") === true)) return undefined;
  const [names, ...rows] = records.filter(
    (cells, at) => at === 0 || cells.length > 1 || cells[0]?.trim() !== "",
  );
  const header = names?.map((name) => name.trim()) ?? [];
  const named = header.filter((name) => name !== "");
  if (new Set(named).size < named.length) return "error";
  if (rows.length === 0 || rows.some((cells) => cells.length !== header.length)) return "error";
  return allRows(
    rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at]]))),
    header,
  );
}

/** What a file of JSON lines holds. */
export function expectedOfJsonl(bytes: Buffer): readonly ExpectedRow[] | "error" {
  const records: Record<string, unknown>[] = [];
  for (const line of decoded(bytes)
    .replace(/^\uFEFF/, "")
    .split("\n")) {
    if (line.trim() === "") continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== "object" || value === null || Array.isArray(value)) return "error";
      records.push(value as Record<string, unknown>);
    } catch {
      return "error";
    }
  }
  if (records.length === 0) return "error";
  return allRows(records, [...new Set(records.flatMap(Object.keys))]);
}

/** Words and tags of a sentence. */
export interface ExpectedSentence {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

/** What a CoNLL file of words and tags holds. */
export function expectedOfTagged(bytes: Buffer): readonly ExpectedSentence[] | "error" {
  const lines = decoded(bytes)
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => (line.startsWith("-DOCSTART-") ? "" : line.trimEnd()));
  const blocks = lines.join("\n").split(/\n(?:\s*\n)+|^\s*\n/);
  const sentences = blocks.map((block) => block.split("\n").filter((line) => line.trim() !== ""));
  const tokens = sentences
    .filter((sentence) => sentence.length > 0)
    .map((sentence) =>
      sentence.map((line) => (line.includes("\t") ? line.split("\t") : line.trimStart().split(/ +/))),
    );
  if (tokens.length === 0 || tokens.flat().some((cells) => cells.length !== 2)) return "error";
  return tokens.map((sentence) => ({
    words: sentence.map(([word = ""]) => word),
    tags: sentence.map(([, tag = ""]) => tag),
  }));
}

/** Whether a file of text ends within a character, which may be refused or read in another encoding. */
export function endsWithin(bytes: Buffer): boolean {
  return !isUtf8(bytes) && [1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, -cut)));
}

function decoded(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : new TextDecoder("windows-1252").decode(bytes);
}

function allRows(
  records: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
): readonly ExpectedRow[] | "error" {
  if (["count", "size", "label"].some((name) => !columns.includes(name))) return "error";
  const rows = records.map(expectedRow);
  return rows.includes(undefined) ? "error" : (rows as ExpectedRow[]);
}

function expectedRow(record: Readonly<Record<string, unknown>>): ExpectedRow | undefined {
  const numbers = COLUMNS.slice(0, 2).map((name) => numberOf(record[name]));
  const label = record["label"];
  const text = label === null || label === undefined ? "" : label;
  if (numbers.some((number) => !Number.isFinite(number))) return undefined;
  if (text !== "" && text !== "yes" && text !== "no") return undefined;
  return { numbers, label: text === "" ? null : text };
}

function numberOf(cell: unknown): number {
  if (typeof cell === "boolean" || typeof cell === "number") return Number(cell);
  return typeof cell === "string" && DECIMAL.test(cell.trim()) ? Number(cell.trim()) : Number.NaN;
}
