import { PolyheadError, type Manifest } from "@polyhead/spec";
import { isFile } from "./is-file.ts";

/** What the trainer reads as rows; it is not loaded to predict from anything else. */
const FILE_OF_ROWS = /\.(csv|tsv|txt|jsonl|ndjson|parquet)(\.gz)?$/i;

/**
 * The file of rows among what there is to predict from, if there is one.
 *
 * @throws PolyheadError `usage` where there is something else besides
 */
export async function fileOfRows(
  { inputs }: Manifest,
  args: readonly string[],
  json: string | undefined,
): Promise<string | undefined> {
  const takesText = Object.values(inputs).every(({ kind }) => kind === "text");
  for (const path of args) {
    if (!FILE_OF_ROWS.test(path)) continue;
    // "See notes.txt" is a text, where there is no such file.
    if (takesText && !(await isFile(path))) continue;
    if (args.length === 1 && json === undefined) return path;
    throw new PolyheadError(
      "usage",
      `A file of rows, such as ${path}, should be all that there is to predict from; there is more. Predict from one at a time.`,
      { details: { path } },
    );
  }
  return undefined;
}
