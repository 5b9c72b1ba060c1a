import { messageOf } from "@polyhead/spec";
import { badFile } from "./bad-file.ts";
import { BadRow, showCell, type Cell, type Row, type RowBatch } from "./cell.ts";
import { MAX_ROW_LENGTH } from "./csv-rows.ts";
import { fileText } from "./file-text.ts";

/**
 * The rows of a file with one JSON object a line, in batches; blank lines are passed over, and a key that a line lacks is
 * an undefined cell.
 *
 * @param wanted the keys to pick
 * @throws PolyheadError `data-missing`; `data-invalid` for a line of more than `MAX_ROW_LENGTH` characters, for a file
 *   without rows, and for one without a row that has one of the keys
 */
export async function* jsonlRows(
  path: string,
  encoding: string | undefined,
  wanted: readonly string[],
): AsyncGenerator<RowBatch> {
  const unseen = new Set(wanted);
  let line = 0;
  let empty = true;
  for await (const texts of lines(path, encoding)) {
    const numbers: number[] = [];
    const rows: (Row | BadRow)[] = [];
    for (const text of texts) {
      line++;
      if (text.trim() === "") continue;
      numbers.push(line);
      rows.push(parseRow(text, wanted, unseen));
    }
    empty &&= rows.length === 0;
    if (rows.length > 0) yield { columns: wanted, rows, place: (index) => `${path}, line ${numbers[index]}` };
  }
  if (empty) throw badFile(path, "should have rows; it is empty");
  const [absent] = unseen;
  if (absent !== undefined) throw badFile(path, `should have "${absent}"; no line has it`);
}

/** Lines that are looked at for keys. */
const KEY_LINES = 1000;

/**
 * The keys that the first lines have, in the order that they are met in.
 *
 * @throws PolyheadError `data-missing`, `data-invalid`
 */
export async function jsonlKeys(path: string, encoding: string | undefined): Promise<readonly string[]> {
  const keys = new Set<string>();
  let count = 0;
  for await (const texts of lines(path, encoding)) {
    for (const text of texts) {
      const row = text.trim() === "" ? undefined : parseObject(text);
      if (row === undefined || row instanceof BadRow) continue;
      for (const key of Object.keys(row)) keys.add(key);
      if (++count === KEY_LINES) return [...keys];
    }
  }
  if (keys.size === 0) throw badFile(path, "should have JSON objects, one a line; there is none with a key");
  return [...keys];
}

/** Whole lines, chunk by chunk. */
export async function* lines(path: string, encoding?: string): AsyncGenerator<readonly string[]> {
  const parts: string[] = [];
  let length = 0;
  for await (const text of fileText(path, encoding)) {
    const end = text.lastIndexOf("\n");
    parts.push(end === -1 ? text : text.slice(0, end));
    length += text.length;
    if (length > MAX_ROW_LENGTH + text.length)
      throw badFile(path, `should have lines of at most ${MAX_ROW_LENGTH} characters; one is longer`);
    if (end === -1) continue;
    yield parts.join("").split("\n");
    parts.splice(0, parts.length, text.slice(end + 1));
    length = text.length - end - 1;
  }
  const rest = parts.join("");
  if (rest !== "") yield [rest];
}

function parseRow(text: string, wanted: readonly string[], unseen: Set<string>): Row | BadRow {
  const record = parseObject(text);
  if (record instanceof BadRow) return record;
  return wanted.map((key) => {
    if (!Object.hasOwn(record, key)) return undefined;
    unseen.delete(key);
    return record[key];
  });
}

function parseObject(text: string): Readonly<Record<string, Cell>> | BadRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return new BadRow(`there should be a JSON object; it does not parse (${messageOf(cause)})`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Cell>>;
  return new BadRow(`there should be a JSON object; it is ${showCell(value)}`);
}
