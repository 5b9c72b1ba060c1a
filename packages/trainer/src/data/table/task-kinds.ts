import type { AnyRegression, ClassificationTask, Label, MultiLabelTask, TaskSpec } from "@polyhead/spec";
import type { Cell } from "./cell.ts";
import { interner } from "./interned.ts";
import { badCell, type CellReader } from "./cell-reader.ts";

/** Reads a task's label from its cell; null where it is missing. */
export type ReadLabel = (cell: Cell) => Label | null;

type LabelMapping<S> = (spec: S, column: string, cells: CellReader) => ReadLabel;
type LabelMappings = { readonly [K in TaskSpec["kind"]]: LabelMapping<Extract<TaskSpec, { kind: K }>> };

/** How a table gives the labels of each kind of task: the one entry that a kind needs here. */
const mappings: LabelMappings = {
  classification: className,
  regression: numberOrNumbers,
  multiLabel: several,
  binary: yesOrNo,
  ordinal: text,
  count: number,
  tagging: words,
};

/** What reads a task's labels. */
export function labelReader(spec: TaskSpec, column: string, cells: CellReader): ReadLabel {
  return (mappings[spec.kind] as LabelMapping<TaskSpec>)(spec, column, cells);
}

function className({ classes }: ClassificationTask, column: string, cells: CellReader): ReadLabel {
  const known = new Map(classes.map((name) => [name, name]));
  // Most cells are a class as it is; looking for it first saves narrow tables a tenth of the time of reading.
  const asItIs = new Map<Cell, string>(
    classes.filter((name) => !cells.isMissing(name)).map((name) => [name, name]),
  );
  return (cell) => {
    const same = asItIs.get(cell);
    if (same !== undefined) return same;
    const value = cells.text(cell, column);
    if (value === undefined) return null;
    const name = known.get(value);
    if (name === undefined) throw badCell(column, `one of the classes ${list(classes)}`, value);
    return name;
  };
}

const TRUTH: Readonly<Record<string, boolean>> = { "1": true, "0": false, true: true, false: false };

/** The names of yes and no as they are, and what else says the same as a truth value. */
function yesOrNo(
  { positive, negative }: { readonly positive: string; readonly negative: string },
  column: string,
  cells: CellReader,
): ReadLabel {
  return (cell) => {
    const value = cells.text(cell, column);
    if (value === undefined) return null;
    if (value === positive || value === negative) return value;
    const truth = TRUTH[value.toLowerCase()];
    if (truth === undefined) throw badCell(column, `"${positive}", "${negative}", 1 or 0`, value);
    return truth;
  };
}

function text(_: unknown, column: string, cells: CellReader): ReadLabel {
  const intern = interner();
  return (cell) => {
    const value = cells.text(cell, column);
    return value === undefined ? null : intern(value);
  };
}

function words(_: unknown, column: string, cells: CellReader): ReadLabel {
  return (cell) => cells.words(cell, column) ?? null;
}

function number(_: unknown, column: string, cells: CellReader): ReadLabel {
  return (cell) => {
    const value = cells.number(cell, column);
    return Number.isNaN(value) ? null : value;
  };
}

function numberOrNumbers({ names }: AnyRegression, column: string, cells: CellReader): ReadLabel {
  if (names === undefined) return number(names, column, cells);
  return (cell) => {
    const parts = partsOf(cell, column, cells);
    return (
      parts?.map((part) => {
        const value = cells.number(part, column);
        return Number.isNaN(value) ? null : value;
      }) ?? null
    );
  };
}

function several({ labels }: MultiLabelTask, column: string, cells: CellReader): ReadLabel {
  const known = new Set(labels);
  return (cell) => {
    const parts = partsOf(cell, column, cells);
    const whole = parts?.map((part) => {
      if (part === null || part === undefined) return null;
      if (typeof part === "string" && known.has(part)) return part;
      const truth = TRUTH[(cells.text(part, column) ?? "").toLowerCase()];
      if (truth === undefined)
        throw badCell(column, `names among ${list(labels)}, or a 1 or 0 for each`, part);
      return truth ? 1 : 0;
    });
    return whole ?? null;
  };
}

/** A list as it is, text parted at `|`, `;` or, where numbers have none, `,`; undefined where it is missing. */
function partsOf(cell: Cell, column: string, cells: CellReader): readonly Cell[] | undefined {
  if (Array.isArray(cell)) return cell;
  return cells
    .text(cell, column)
    ?.split(cells.between)
    .map((part) => part.trim());
}

const LISTED = 8;

function list(classes: readonly string[]): string {
  return classes.length > LISTED ? `${classes.slice(0, LISTED).join(", ")}, …` : classes.join(", ");
}
