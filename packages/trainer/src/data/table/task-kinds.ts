import type { ClassificationTask, Label, TaskSpec } from "@polyhead/spec";
import type { Cell } from "./cell.ts";
import { badCell, type CellReader } from "./cell-reader.ts";

/** Reads a task's label from its cell; null where it is missing. */
export type ReadLabel = (cell: Cell) => Label | null;

type LabelMapping<S> = (spec: S, column: string, cells: CellReader) => ReadLabel;
type LabelMappings = { readonly [K in TaskSpec["kind"]]: LabelMapping<Extract<TaskSpec, { kind: K }>> };

/** How a table gives the labels of each kind of task: the one entry that a kind needs here. */
const mappings: LabelMappings = { classification: className, regression: number };

/** What reads a task's labels. */
export function labelReader(spec: TaskSpec, column: string, cells: CellReader): ReadLabel {
  return (mappings[spec.kind] as LabelMapping<TaskSpec>)(spec, column, cells);
}

function className({ classes }: ClassificationTask, column: string, cells: CellReader): ReadLabel {
  const known = new Set(classes);
  return (cell) => {
    const value = cells.text(cell, column);
    if (value === undefined) return null;
    if (!known.has(value)) throw badCell(column, `one of the classes ${list(classes)}`, value);
    return value;
  };
}

function number(_: TaskSpec, column: string, cells: CellReader): ReadLabel {
  return (cell) => {
    const value = cells.number(cell, column);
    return Number.isNaN(value) ? null : value;
  };
}

const LISTED = 8;

function list(classes: readonly string[]): string {
  return classes.length > LISTED ? `${classes.slice(0, LISTED).join(", ")}, …` : classes.join(", ");
}
