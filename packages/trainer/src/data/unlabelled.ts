import { PolyheadError, type ModelShape } from "@polyhead/spec";
import { csv } from "./csv.ts";
import { jsonl } from "./jsonl.ts";
import { parquet } from "./parquet.ts";
import type { BadRowPolicy, RowSource, Source } from "./source.ts";
import { isRowSource } from "./table/bad-rows.ts";
import { columnPlan } from "./table/column-plan.ts";
import { firstCsvRows } from "./table/csv-rows.ts";
import type { Resize } from "./table/decode-picture.ts";
import { tableKind } from "./table/table-file.ts";

export interface UnlabelledOptions {
  /** a source whose way of reading it takes over: names of columns, what stands for missing values, how numbers are written */
  readonly like?: Source | undefined;
  /** how pictures of another size become the input's; they are refused by default */
  readonly resize?: Resize | undefined;
  /** what becomes of a row that is wrong; by default as `like` has it, which ends the reading by default */
  readonly onBadRow?: BadRowPolicy | undefined;
}

/**
 * Makes a source of a CSV, JSONL or Parquet file to predict from: the columns of the model's inputs are read, and no others.
 *
 * Where `like` names the columns of CSV files without a header, this one may have a header, and may lack the labels.
 *
 * @throws PolyheadError `config-invalid` where `like` is not csv(), jsonl() or parquet(); `usage` for another name of a
 *   file; reading throws as that of `csv` does
 */
export async function unlabelled(
  path: string,
  shape: ModelShape,
  { like, resize, onBadRow }: UnlabelledOptions = {},
): Promise<RowSource> {
  const { columns, delimiter, encoding, rename, missing, trim, decimal, thousands, ...others } = taken(like);
  const options = {
    train: path,
    labels: [],
    onBadRow: onBadRow ?? others.onBadRow ?? "fail",
    ...(rename && { rename }),
    ...(missing && { missing }),
    ...(trim !== undefined && { trim }),
    ...(decimal && { decimal }),
    ...(thousands && { thousands }),
    ...(resize && { resize }),
  };
  switch (tableKind(path)) {
    case "csv": {
      const format = { delimiter, encoding };
      const names = columns && (await namesOf(path, columns, { shape, rename, format }));
      return csv({ ...options, ...format, columns: names });
    }
    case "jsonl":
      return jsonl({ ...options, ...(encoding !== undefined && { encoding }) });
    case "parquet":
      return parquet(options);
    default:
      throw new PolyheadError(
        "usage",
        `A file of rows should be .csv, .tsv, .jsonl (each also .gz) or .parquet; received ${path}.`,
        { details: { path } },
      );
  }
}

const KINDS: readonly string[] = ["csv", "jsonl", "parquet"];

function taken(like: Source | undefined): Partial<RowSource["options"]> {
  if (like === undefined) return {};
  if (isRowSource(like) && KINDS.includes(like.name)) return like.options;
  throw new PolyheadError(
    "config-invalid",
    `A file of rows can be read as csv(), jsonl() and parquet() read theirs; the config's data come from ${like.name}().`,
    { details: { source: like.name } },
  );
}

/** The columns of a file by its first row: undefined where that is a header. */
async function namesOf(
  path: string,
  columns: readonly string[],
  {
    shape,
    rename = {},
    format,
  }: {
    readonly shape: ModelShape;
    readonly rename: Readonly<Record<string, string>> | undefined;
    readonly format: Parameters<typeof firstCsvRows>[1];
  },
): Promise<readonly string[] | undefined> {
  const [first = []] = await firstCsvRows(path, format);
  const cells = new Set(first.map((cell) => cell.trim()));
  if (columnPlan(shape, rename, []).wanted.every((name) => cells.has(name))) return undefined;
  const labels = Object.values(columnPlan(shape, rename).tasks);
  const unlabelled = columns.filter((name) => !labels.includes(name));
  return first.length === unlabelled.length ? unlabelled : columns;
}
