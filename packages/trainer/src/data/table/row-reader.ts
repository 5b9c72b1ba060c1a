import { PolyheadError, type Example, type ModelShape, type TaskSpec } from "@polyhead/spec";
import type { Row, RowBatch } from "./cell.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { inputMapping, type InputContext } from "./input-kinds.ts";
import { labelReader, type ReadLabel } from "./task-kinds.ts";

/** Reads a row as an example; what is wrong with it is an error that does not name its place yet. */
export type ReadRow = (row: Row, batch: RowBatch, index: number) => Example | Promise<Example>;

/** A row's example. Its place is put into words where somebody asks for it: on narrow tables they take a tenth of the time. */
class RowExample implements Example {
  readonly inputs: Example["inputs"];
  readonly labels: Example["labels"];
  readonly #place: RowBatch["place"];
  readonly #index: number;

  constructor(inputs: Example["inputs"], labels: Example["labels"], place: RowBatch["place"], index: number) {
    this.inputs = inputs;
    this.labels = labels;
    this.#place = place;
    this.#index = index;
  }

  get place(): string {
    return this.#place(this.#index);
  }
}

/**
 * Makes a reader of rows whose cells are in the order of `columns`.
 *
 * @throws PolyheadError `data-invalid` where a column is not there
 */
export function rowReader(
  shape: ModelShape,
  plan: ColumnPlan,
  columns: readonly string[],
  context: InputContext,
): ReadRow {
  const place = placesOf(columns);
  const inputs = Object.entries(shape.inputs).map(([name, spec]) => {
    const own = plan.inputs[name] ?? [];
    const read = inputMapping(spec).reader(spec, own, own.map(place), context);
    return { name, read };
  });
  const tasks = Object.entries(plan.tasks).flatMap(([name, column]) => {
    const spec = shape.tasks[name];
    if (spec === undefined) return [];
    return [{ name, at: place(column), read: readerOfLabel(spec, name, column, context) }];
  });
  const pictures = Object.values(shape.inputs).some(({ kind }) => kind === "image");
  const unlabelled: Record<string, Example["labels"][string]> = Object.fromEntries(
    tasks.map(({ name }) => [name, null]),
  );
  const labelsOf = (row: Row): Example["labels"] => {
    const labels = { ...unlabelled };
    for (const { name, at, read } of tasks) labels[name] = read(row[at]);
    return labels;
  };
  if (pictures)
    return async (row, batch, index) => {
      const labels = labelsOf(row);
      const read = inputs.map(async ({ name, read }) => [name, await read(row)] as const);
      return new RowExample(Object.fromEntries(await Promise.all(read)), labels, batch.place, index);
    };
  return (row, batch, index) => {
    const values: Record<string, Example["inputs"][string]> = {};
    for (const { name, read } of inputs) values[name] = read(row) as Example["inputs"][string];
    return new RowExample(values, labelsOf(row), batch.place, index);
  };
}

function readerOfLabel(
  spec: TaskSpec,
  name: string,
  column: string,
  { cells, labelOf: { [name]: labelOf } }: InputContext,
): ReadLabel {
  if (labelOf === undefined) return labelReader(spec, column, cells);
  return (cell) => {
    const text = cells.text(cell, column);
    return text === undefined ? null : labelOf(text);
  };
}

function placesOf(columns: readonly string[]): (column: string) => number {
  const places = new Map(columns.map((name, index) => [name, index]));
  return (column) => {
    const place = places.get(column);
    if (place !== undefined) return place;
    throw new PolyheadError(
      "data-invalid",
      `should have the column "${column}"; it has ${list(columns)}. Name it so, map another to it with \`rename\`, or list the tasks that the file does have in \`labels\``,
      { details: { column, columns } },
    );
  };
}

const LISTED = 30;

function list(columns: readonly string[]): string {
  return columns.length > LISTED ? `${columns.slice(0, LISTED).join(", ")}, …` : columns.join(", ");
}
