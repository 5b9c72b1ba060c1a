import { stat } from "node:fs/promises";
import { join } from "node:path";
import { badFile, unreadable } from "./bad-file.ts";
import { BadRow, type Row, type RowBatch } from "./cell.ts";
import { lines } from "./jsonl-rows.ts";

/** Most tokens of one sentence. */
const MAX_TOKENS = 100_000;

/** Files of a folder that go line by line together: words, their tags, and the sentence's label. */
const PARALLEL = ["seq.in", "seq.out", "label"] as const;

/**
 * Tagged sentences in batches. A file is CoNLL: a token a line, its columns apart by tabs or spaces, a blank line between
 * sentences, lines that start with `-DOCSTART-` passed over; a column's cell is the list of its tokens. A folder holds
 * `seq.in`, `seq.out` and `label`, a sentence a line, columns of these names.
 *
 * @param columns the names of a CoNLL file's columns, in order
 * @throws PolyheadError `data-missing`, `data-invalid`
 */
export async function* taggedRows(
  path: string,
  columns: readonly string[],
  encoding?: string,
): AsyncGenerator<RowBatch> {
  const info = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  let empty = true;
  for await (const batch of info.isDirectory()
    ? parallelRows(path, encoding)
    : conllRows(path, columns, encoding)) {
    empty &&= batch.rows.length === 0;
    yield batch;
  }
  if (empty) throw badFile(path, "should have sentences; it is empty");
}

async function* conllRows(
  path: string,
  columns: readonly string[],
  encoding: string | undefined,
): AsyncGenerator<RowBatch> {
  let sentence: string[] = [];
  let line = 0;
  for await (const texts of lines(path, encoding)) {
    const rows: (Row | BadRow)[] = [];
    const starts: number[] = [];
    const close = (): void => {
      if (sentence.length === 0) return;
      starts.push(line - sentence.length);
      rows.push(sentenceRow(sentence, columns));
      sentence = [];
    };
    for (const text of texts) {
      line++;
      if (text.trim() === "" || text.startsWith("-DOCSTART-")) close();
      else if (sentence.push(text) > MAX_TOKENS) throw tooLong(path, line);
    }
    yield { columns, rows, place: (index) => `${path}, line ${starts[index]}` };
  }
  const start = line - sentence.length + 1;
  if (sentence.length > 0)
    yield { columns, rows: [sentenceRow(sentence, columns)], place: () => `${path}, line ${start}` };
}

function sentenceRow(tokens: readonly string[], columns: readonly string[]): Row | BadRow {
  const cells: string[][] = columns.map(() => []);
  for (const [index, token] of tokens.entries()) {
    const line = token.trimEnd();
    const values = line.includes("\t") ? line.split("\t") : line.trimStart().split(/ +/);
    if (values.length !== columns.length)
      return new BadRow(
        `each token should have ${columns.length} columns (${columns.join(", ")}); the sentence's token ${index + 1} has ${values.length}`,
      );
    for (const [column, value] of values.entries()) cells[column]?.push(value);
  }
  return cells;
}

async function* parallelRows(directory: string, encoding: string | undefined): AsyncGenerator<RowBatch> {
  const columns = await presentFiles(directory);
  const readers = columns.map((name) => eachLine(join(directory, name), encoding));
  try {
    for (let line = 1; ; line++) {
      const next = await Promise.all(readers.map(async (reader) => reader.next()));
      const ended = next.findIndex(({ done }) => done === true);
      if (ended !== -1 && next.every(({ done }) => done === true)) return;
      if (ended !== -1)
        throw badFile(
          join(directory, columns[ended] ?? ""),
          `should have as many lines as the files beside it; it ends before line ${line}`,
        );
      const texts = next.map(({ value }) => value ?? "");
      yield {
        columns,
        rows: [parallelRow(columns, texts)],
        place: () => `${directory}, line ${line}`,
      };
    }
  } finally {
    await Promise.all(readers.map(async (reader) => reader.return(undefined)));
  }
}

async function presentFiles(directory: string): Promise<readonly string[]> {
  const present = await Promise.all(
    PARALLEL.map(async (name) => ((await stat(join(directory, name)).catch(() => undefined)) ? name : "")),
  );
  const names = present.filter((name) => name !== "");
  if (!names.includes("seq.in"))
    throw badFile(directory, `should hold ${PARALLEL.join(", ")}; seq.in is not there`);
  return names;
}

async function* eachLine(path: string, encoding: string | undefined): AsyncGenerator<string, undefined> {
  for await (const texts of lines(path, encoding)) yield* texts;
}

function parallelRow(columns: readonly string[], texts: readonly string[]): Row | BadRow {
  const cells = columns.map((name, index) =>
    name === "label" ? (texts[index] ?? "").trim() : words(texts[index] ?? ""),
  );
  const [tokens, tags] = [cells[columns.indexOf("seq.in")], cells[columns.indexOf("seq.out")]];
  if (tags === undefined || tags.length === tokens?.length) return cells;
  return new BadRow(
    `seq.out should have a tag for each word of seq.in; ${tags.length} for ${tokens?.length}`,
  );
}

function words(text: string): readonly string[] {
  const trimmed = text.trim();
  return trimmed === "" ? [] : trimmed.split(/\s+/);
}

function tooLong(path: string, line: number): unknown {
  return badFile(
    path,
    `should have sentences of at most ${MAX_TOKENS} tokens, a blank line between them; one is longer at line ${line}`,
  );
}
