import { PolyheadError, type Example, type Label, type ModelShape } from "@polyhead/spec";
import { dirname, isAbsolute, join } from "node:path";
import type { BadRowPolicy, RowSource } from "../source.ts";
import { badFile } from "./bad-file.ts";
import { BadRowTally } from "./bad-rows.ts";
import { BadRow, type OpenTable, type Row, type RowBatch } from "./cell.ts";
import { cellReader } from "./cell-reader.ts";
import { columnPlan } from "./column-plan.ts";
import type { Resize } from "./decode-picture.ts";
import { flatten } from "./flatten.ts";
import type { InputContext } from "./input-kinds.ts";
import type { NumberFormat } from "./number-format.ts";
import { rowReader, type ReadRow } from "./row-reader.ts";
import { heldOutRows } from "./share.ts";

/** What every source of rows takes. Paths are relative to the folder that the program runs in. */
export interface TableOptions extends NumberFormat {
  /** the file to train on, or several */
  readonly train: string | readonly string[];
  /** the file to test on, or several; or the share of the rows of `train` that is held out for it, at random by `seed` */
  readonly test?: string | readonly string[] | number;
  /** which rows a share holds out; 0 by default */
  readonly seed?: number;
  /** the name that the config uses by the name in the file: `{ marital_stat: "marital" }` */
  readonly rename?: Readonly<Record<string, string>>;
  /** texts that stand for no value, such as `["?", "NA"]`; the empty text always does */
  readonly missing?: readonly string[];
  /** whether spaces around text go; no by default */
  readonly trim?: boolean;
  /** the tasks that the files have labels of; all by default */
  readonly labels?: readonly string[];
  /** a task's label by the text in its column, where that is not it: `{ single: (text) => text === "Never married" }` */
  readonly labelOf?: Readonly<Record<string, (text: string) => Label | null>>;
  /** how pictures of another size become the input's; they are refused by default */
  readonly resize?: Resize;
  /** what becomes of a row that is wrong; it ends the reading by default */
  readonly onBadRow?: BadRowPolicy;
}

/** The names of these options. */
export const TABLE_OPTIONS: readonly (keyof TableOptions)[] = [
  "train",
  "test",
  "seed",
  "rename",
  "missing",
  "trim",
  "decimal",
  "thousands",
  "labels",
  "labelOf",
  "resize",
  "onBadRow",
];

/** Pictures that are decoded at a time. */
const PICTURES = 16;

type Split = "train" | "test";
type Keep = (row: number) => boolean;

/**
 * Makes a source of the rows of files.
 *
 * @param what the function that the config calls, for errors
 * @param open reads one file
 * @throws PolyheadError `config-invalid`
 */
export function tableSource(what: string, options: TableOptions, open: OpenTable): RowSource {
  const { train, test, seed = 0 } = options;
  check(what, options);
  const tallies = { train: new BadRowTally(), test: new BadRowTally() };
  const read = (split: Split, files: string | readonly string[], keep: Keep) => {
    return (shape: ModelShape): AsyncIterable<Example> =>
      flatten(examples(shape, { options, open, files: [files].flat(), keep, tally: tallies[split] }));
  };
  const held = typeof test === "number" ? heldOutRows(test, seed) : undefined;
  const source: RowSource = {
    name: what,
    options,
    train: read("train", train, (row) => held?.(row) !== true),
    skipped: () => [tallies.train.of("train"), tallies.test.of("test")],
    withBadRows: (onBadRow) => tableSource(what, { ...options, onBadRow }, open),
  };
  if (test === undefined) return source;
  return {
    ...source,
    test:
      typeof test === "number"
        ? read("test", train, (row) => held?.(row) === true)
        : read("test", test, () => true),
  };
}

interface Reading {
  readonly options: TableOptions;
  readonly open: OpenTable;
  readonly files: readonly string[];
  readonly keep: Keep;
  readonly tally: BadRowTally;
}

async function* examples(shape: ModelShape, reading: Reading): AsyncGenerator<Iterable<Example>> {
  const { options, open, files, keep, tally } = reading;
  const {
    rename = {},
    missing = [],
    trim = false,
    decimal,
    thousands,
    labels,
    labelOf = {},
    resize,
  } = options;
  const plan = columnPlan(shape, rename, labels);
  const cells = cellReader(missing, trim, { decimal, thousands });
  const pictures = Object.values(shape.inputs).some(({ kind }) => kind === "image");
  const tagged = Object.values(shape.tasks).some(({ kind }) => kind === "tagging");
  const refuse = (error: unknown): void => {
    if (options.onBadRow !== "skip") throw error;
    tally.add(error);
  };
  tally.clear();
  let count = 0;
  for (const file of files) {
    const inFolder = (path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));
    const context: InputContext = { cells, resize, tagged, labelOf, resolve: inFolder };
    let columns: readonly string[] | undefined;
    let read: ReadRow | undefined;
    for await (const batch of open(file, plan.wanted)) {
      if (read === undefined || batch.columns !== columns) {
        ({ columns } = batch);
        read = atFile(file, () => rowReader(shape, plan, batch.columns, context));
      }
      const first = count;
      count += batch.rows.length;
      const rows = { batch, read, refuse, keep: (index: number) => keep(first + index) };
      if (pictures) yield* readSlowly(rows);
      else yield readEach(rows);
    }
  }
}

interface Rows {
  readonly batch: RowBatch;
  readonly read: ReadRow;
  readonly keep: Keep;
  /** passes over a row, or throws */
  readonly refuse: (error: unknown) => void;
}

function* readEach({ batch, read, keep, refuse }: Rows): Generator<Example> {
  for (let index = 0; index < batch.rows.length; index++) {
    if (!keep(index)) continue;
    let example: Example | undefined;
    try {
      example = read(cellsOf(batch.rows[index]), batch, index) as Example;
    } catch (cause) {
      refuse(atPlace(batch.place(index), cause));
    }
    if (example !== undefined) yield example;
  }
}

/** Rows with pictures, which are decoded off the main thread, some at a time. */
async function* readSlowly({ batch, read, keep, refuse }: Rows): AsyncGenerator<readonly Example[]> {
  const indexes = [...batch.rows.keys()].filter(keep);
  for (let from = 0; from < indexes.length; from += PICTURES) {
    const reading = indexes.slice(from, from + PICTURES).map(async (index) => {
      try {
        return await read(cellsOf(batch.rows[index]), batch, index);
      } catch (cause) {
        return atPlace(batch.place(index), cause);
      }
    });
    const result: Example[] = [];
    for (const example of await Promise.all(reading)) {
      if (example instanceof Error) refuse(example);
      else result.push(example);
    }
    yield result;
  }
}

function cellsOf(row: Row | BadRow | undefined): Row {
  if (row instanceof BadRow) throw new PolyheadError("data-invalid", row.fault);
  return row ?? [];
}

function atPlace(place: string, cause: unknown): PolyheadError {
  if (!(cause instanceof PolyheadError)) throw cause;
  return new PolyheadError(cause.code, `${place}: ${cause.message.replace(/\.$/, "")}.`, {
    details: { ...cause.details, place },
    cause,
  });
}

function atFile<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof PolyheadError && cause.code === "data-invalid") throw badFile(file, cause.message);
    throw cause;
  }
}

function check(what: string, { train, test, seed = 0, decimal = ".", thousands }: TableOptions): void {
  const refuse = (option: string, rule: string, value: unknown): never => {
    throw new PolyheadError(
      "config-invalid",
      `${what}(): \`${option}\` should be ${rule}; received ${JSON.stringify(value)}.`,
      { details: { option, value } },
    );
  };
  if ([train].flat().length === 0) refuse("train", "the path of a file, or several", train);
  if (typeof test === "number" && !(test > 0 && test < 1)) refuse("test", "between 0 and 1, or a path", test);
  if (!Number.isSafeInteger(seed)) refuse("seed", "a whole number", seed);
  if (![".", ","].includes(decimal)) refuse("decimal", '"." or ","', decimal);
  if (thousands !== undefined && (![",", ".", " ", "'"].includes(thousands) || thousands === decimal))
    refuse("thousands", '",", ".", " " or "\'", and not what `decimal` is', thousands);
}
