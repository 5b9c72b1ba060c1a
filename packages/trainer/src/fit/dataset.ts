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
import { MemoryBudget } from "../data/byte-log.ts";
import { RowStore, type Storage } from "../data/row-store.ts";
import type { Rows, RowValues } from "../data/rows.ts";
import type { InputColumn } from "../inputs/input-kind.ts";
import { inputKind } from "../inputs/input-kinds.ts";
import { missingLabel } from "../tasks/labels.ts";
import { taskKind } from "../tasks/task-kinds.ts";

const READING_BURST = 100;

/** A split: checked values and encoded labels. */
export interface Dataset {
  readonly count: number;
  /** CRC-32 of all examples, in their order */
  readonly checksum: number;
  /** examples that have a label, by task */
  readonly labelled: Readonly<Record<string, number>>;
  /** how each input's values are kept, by name */
  readonly columns: Readonly<Record<string, InputColumn<InputSpec, FittedInput>>>;
  /** The examples in these places, in this order. */
  read(places: Uint32Array): Promise<Examples>;
  /** Gives back what keeps the rows. */
  close(): void;
}

/** Some examples of a split, as they are kept. */
export interface Examples {
  /** B */
  readonly count: number;
  readonly inputs: Readonly<Record<string, Rows>>;
  /** NaN stands for a label that is missing; no values at all for one of a task that has a label a token */
  readonly labels: Readonly<Record<string, Rows<Float64Array>>>;
}

interface InputReader {
  readonly name: string;
  readonly column: InputColumn<InputSpec, FittedInput>;
}

interface LabelReader {
  readonly name: string;
  readonly task: TaskSpec;
  labelled: number;
}

/**
 * Reads a split into a store; every value is checked here, once.
 *
 * @param split "training" or "test", for errors
 * @param first which of the split's examples comes first, for errors
 * @param storage where the rows are kept: in memory by default
 * @throws PolyheadError `data-invalid` naming split, example, and input or task, also for an empty split; `interrupted`;
 *   `file-unwritable`
 */
export async function readDataset(
  shape: ModelShape,
  examples: AsyncIterable<Example> | Iterable<Example>,
  split: string,
  signal?: AbortSignal,
  first = 0,
  storage: Storage = { budget: new MemoryBudget(Number.POSITIVE_INFINITY), path: "" },
): Promise<Dataset> {
  const inputs = Object.entries(shape.inputs).map(([name, spec]): InputReader => {
    return { name, column: inputKind(spec).column(spec, name) };
  });
  const tasks = Object.entries(shape.tasks).map(([name, task]): LabelReader => {
    return { name, task, labelled: 0 };
  });
  const store = new RowStore(inputs.length + tasks.length, storage);
  const rowOf = (example: Example): RowValues[] => {
    try {
      const values = inputs.map((input) => inputRow(input, example));
      return [...values, ...tasks.map((task) => labelRow(task, example, shape))];
    } catch (cause) {
      throw atExample(cause, split, first + store.count, example);
    }
  };
  try {
    for await (const example of examples) {
      store.append(rowOf(example));
      if (store.count % READING_BURST === 0) await pause(split, signal);
    }
    if (store.count === 0) throw empty(split);
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    count: store.count,
    checksum: store.checksum,
    labelled: Object.fromEntries(tasks.map(({ name, labelled }) => [name, labelled])),
    columns: Object.fromEntries(inputs.map(({ name, column }) => [name, column])),
    async read(places) {
      const parts = await store.read(places);
      const named = (values: readonly Rows[], names: readonly { name: string }[]): Record<string, Rows> =>
        Object.fromEntries(names.map(({ name }, index) => [name, values[index]!]));
      return {
        count: places.length,
        inputs: named(parts, inputs),
        labels: named(parts.slice(inputs.length), tasks) as Record<string, Rows<Float64Array>>,
      };
    },
    close: () => store.close(),
  };
}

function empty(split: string): PolyheadError {
  return new PolyheadError(
    "data-invalid",
    `The ${split} split should have at least one example; it is empty.`,
  );
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

function inputRow({ name, column }: InputReader, { inputs }: Example): RowValues {
  const value = inputs[name];
  if (value === undefined) throw missing(name, inputs);
  return column.row(value);
}

function labelRow(reader: LabelReader, example: Example, shape: ModelShape): RowValues {
  const { name, task } = reader;
  const label = example.labels[name];
  if (isMissing(label)) return missingLabel(task);
  const kind = taskKind(task);
  const encoded = kind.encodeLabel(task, label, name);
  kind.checkLabel?.(name, encoded, shape, example);
  reader.labelled++;
  return Float64Array.from(encoded);
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
