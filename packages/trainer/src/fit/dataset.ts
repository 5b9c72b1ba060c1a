// B examples
import {
  isMissing,
  PolyheadError,
  type Example,
  type FittedInput,
  type InputSpec,
  type ModelShape,
  type TaskSpec,
} from "@polyhead/spec";
import { setImmediate as nextTurn } from "node:timers/promises";
import { RowBuffer } from "../data/row-buffer.ts";
import type { Rows } from "../data/rows.ts";
import type { InputColumn } from "../inputs/input-kind.ts";
import { inputKind } from "../inputs/input-kinds.ts";
import { missingLabel } from "../tasks/labels.ts";
import { taskKind } from "../tasks/task-kinds.ts";

const READING_BURST = 100;

/** A split: checked values and encoded labels. */
export interface Dataset {
  readonly count: number;
  /** examples that have a label, by task */
  readonly labelled: Readonly<Record<string, number>>;
  /** how each input's values are kept, by name */
  readonly columns: Readonly<Record<string, InputColumn<InputSpec, FittedInput>>>;
  /** The examples in these places, in this order. */
  read(places: Uint32Array): Promise<Examples>;
}

/** Some examples of a split, as they are kept. */
export interface Examples {
  /** B */
  readonly count: number;
  readonly inputs: Readonly<Record<string, Rows>>;
  /** NaN stands for a label that is missing; no values at all for one of a task that has a label a token */
  readonly labels: Readonly<Record<string, Rows<Float64Array>>>;
}

interface InputBuffer {
  readonly name: string;
  readonly column: InputColumn<InputSpec, FittedInput>;
  readonly rows: RowBuffer;
}

interface LabelBuffer {
  readonly name: string;
  readonly task: TaskSpec;
  readonly rows: RowBuffer;
  labelled: number;
}

/**
 * Reads a split into memory; every value is checked here, once.
 *
 * @param split "training" or "test", for errors
 * @param first which of the split's examples comes first, for errors
 * @throws PolyheadError `data-invalid` naming split, example, and input or task, also for an empty split; `interrupted`
 */
export async function readDataset(
  shape: ModelShape,
  examples: AsyncIterable<Example> | Iterable<Example>,
  split: string,
  signal?: AbortSignal,
  first = 0,
): Promise<Dataset> {
  const inputs = Object.entries(shape.inputs).map(([name, spec]): InputBuffer => {
    return { name, column: inputKind(spec).column(spec, name), rows: new RowBuffer() };
  });
  const tasks = Object.entries(shape.tasks).map(([name, task]): LabelBuffer => {
    return { name, task, rows: new RowBuffer(), labelled: 0 };
  });
  let count = 0;
  for await (const example of examples) {
    try {
      for (const input of inputs) appendInput(input, example);
      for (const task of tasks) appendLabel(task, example, shape);
    } catch (cause) {
      throw atExample(cause, split, first + count, example);
    }
    count++;
    if (count % READING_BURST === 0) await pause(split, signal);
  }
  if (count === 0) {
    throw new PolyheadError(
      "data-invalid",
      `The ${split} split should have at least one example; it is empty.`,
    );
  }
  return {
    count,
    labelled: Object.fromEntries(tasks.map(({ name, labelled }) => [name, labelled])),
    columns: Object.fromEntries(inputs.map(({ name, column }) => [name, column])),
    read: async (places) => ({
      count: places.length,
      inputs: Object.fromEntries(inputs.map(({ name, rows }) => [name, rows.take(places)])),
      labels: Object.fromEntries(
        tasks.map(({ name, rows }) => [name, rows.take(places) as Rows<Float64Array>]),
      ),
    }),
  };
}

/** The places of all examples. */
export function allPlaces({ count }: Pick<Dataset, "count">): Uint32Array {
  return Uint32Array.from({ length: count }, (_, place) => place);
}

/** Lets timers and signals in. */
async function pause(split: string, signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  if (signal?.aborted !== true) return;
  throw new PolyheadError(
    "interrupted",
    `Reading the ${split} split was interrupted; nothing was trained yet.`,
  );
}

function appendInput({ name, column, rows }: InputBuffer, { inputs }: Example): void {
  const value = inputs[name];
  if (value === undefined) throw missing(name, inputs);
  rows.append(column.row(value));
}

function appendLabel(buffer: LabelBuffer, example: Example, shape: ModelShape): void {
  const { name, task, rows } = buffer;
  const label = example.labels[name];
  if (isMissing(label)) return rows.append(missingLabel(task));
  const kind = taskKind(task);
  const encoded = kind.encodeLabel(task, label, name);
  kind.checkLabel?.(name, encoded, shape, example);
  rows.append(Float64Array.from(encoded));
  buffer.labelled++;
}

function missing(name: string, given: Readonly<Record<string, unknown>>): PolyheadError {
  const names = Object.keys(given);
  const there = names.length === 0 ? "there is none" : `there is ${names.join(", ")}`;
  return new PolyheadError("data-invalid", `the input "${name}" is missing; ${there}.`);
}

function atExample(cause: unknown, split: string, index: number, { place }: Example): unknown {
  if (!(cause instanceof PolyheadError)) return cause;
  const where = place ?? `Example ${index} of the ${split} split`;
  return new PolyheadError("data-invalid", `${where}: ${cause.message}`, {
    details: { ...cause.details, split, example: index },
    cause,
  });
}
