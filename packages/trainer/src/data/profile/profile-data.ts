import { PolyheadError, type Example, type InputSpec, type ModelShape } from "@polyhead/spec";
import { hash } from "node:crypto";
import type { SkippedRows, Source } from "../source.ts";
import { skippedRows } from "../table/bad-rows.ts";
import { ColumnTally, type ColumnProfile } from "./column-profile.ts";
import { warningsOf } from "./warnings.ts";

/** Rows of the training split that others are compared with. */
const MOST_COMPARED = 2_000_000;

/** What a model's data are. */
export interface DataProfile {
  readonly source: string;
  readonly splits: { readonly train: SplitProfile; readonly test?: SplitProfile };
  /** examples of the test split whose inputs are those of an example of the training split, of its first 2 million */
  readonly leaks?: number;
  /** what to look at before training, for people */
  readonly warnings: readonly string[];
}

/** What one split is. */
export interface SplitProfile {
  readonly examples: number;
  /** examples whose inputs are those of one before, among the first 2 million */
  readonly repeated: number;
  readonly skipped: SkippedRows | undefined;
  /** the columns of each input; none of a picture */
  readonly inputs: Readonly<Record<string, readonly ColumnProfile[]>>;
  readonly tasks: Readonly<Record<string, ColumnProfile>>;
}

/**
 * Reads a model's data from end to end: rows, missing labels, how labels and inputs are spread, repeated rows, and test rows
 * that are in the training split too.
 *
 * @throws PolyheadError `config-invalid` without data; whatever reading them throws
 */
export async function profileData(config: ModelShape & { readonly data?: Source }): Promise<DataProfile> {
  const { data } = config;
  if (data === undefined)
    throw new PolyheadError("config-invalid", "The config should have `data` to look at; it has none.");
  const seen = new Set<number>();
  const { profile: train } = await readSplit(config, data, "train", seen, new Set());
  if (data.test === undefined) {
    const splits = { train };
    return { source: data.name, splits, warnings: warningsOf(config, splits, undefined) };
  }
  const { profile: test, known: leaks } = await readSplit(config, data, "test", new Set(), seen);
  const splits = { train, test };
  return { source: data.name, splits, leaks, warnings: warningsOf(config, splits, leaks) };
}

async function readSplit(
  shape: ModelShape,
  source: Source,
  split: "train" | "test",
  own: Set<number>,
  other: ReadonlySet<number>,
): Promise<{ profile: SplitProfile; known: number }> {
  const inputs = Object.entries(shape.inputs).map(([name, spec]) => inputTally(name, spec));
  const tasks = Object.keys(shape.tasks).map((name) => ({ name, tally: new ColumnTally(name) }));
  let [examples, repeated, known] = [0, 0, 0];
  for await (const example of source[split]?.(shape) ?? []) {
    examples++;
    for (const { name, add } of inputs) add(example.inputs[name]);
    for (const { name, tally } of tasks) addLabel(tally, example.labels[name]);
    const key = fingerprint(example);
    if (other.has(key)) known++;
    if (own.has(key)) repeated++;
    else if (own.size < MOST_COMPARED) own.add(key);
  }
  if (examples === 0)
    throw new PolyheadError(
      "data-invalid",
      `The ${split} split should have at least one example; it is empty.`,
    );
  const profile: SplitProfile = {
    examples,
    repeated,
    skipped: skippedRows(source).find((rows) => rows.split === split),
    inputs: Object.fromEntries(inputs.map(({ name, finish }) => [name, finish()])),
    tasks: Object.fromEntries(tasks.map(({ name, tally }) => [name, tally.finish()])),
  };
  return { profile, known };
}

interface InputTally {
  readonly name: string;
  readonly add: (value: Example["inputs"][string] | undefined) => void;
  readonly finish: () => readonly ColumnProfile[];
}

function inputTally(name: string, spec: InputSpec): InputTally {
  const columns = spec.kind === "image" ? [] : "columns" in spec ? spec.columns : [name];
  const tallies = columns.map((column) => new ColumnTally(column));
  const single = !("columns" in spec);
  return {
    name,
    add(value) {
      for (const [at, tally] of tallies.entries())
        tally.add(single ? value : cellOf(value, columns[at] ?? "", at));
    },
    finish: () => tallies.map((tally) => tally.finish()),
  };
}

/** Columns come as a list in their order, or by name. */
function cellOf(value: unknown, column: string, at: number): unknown {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return (value as ArrayLike<unknown>)[at];
  return (value as Readonly<Record<string, unknown>> | undefined)?.[column];
}

/** Tags and several labels of one example count one by one. */
function addLabel(tally: ColumnTally, label: Example["labels"][string]): void {
  if (typeof label !== "object" || label === null) return tally.add(label);
  for (const one of label) tally.add(one);
}

/** 52 bits of a digest of the inputs. */
function fingerprint({ inputs }: Example): number {
  const text = JSON.stringify(inputs, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? hash("sha1", new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      : value,
  );
  return Number.parseInt(hash("sha1", text).slice(0, 13), 16);
}
