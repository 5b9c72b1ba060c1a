import {
  encodeImage,
  encodeInput,
  inputSize,
  PolyheadError,
  type DecodedInput,
  type Example,
  type InputSpec,
  type ModelShape,
  type Pixels,
} from "@polyhead/spec";
import { setImmediate as nextTurn } from "node:timers/promises";
import { taskKind } from "../tasks/task-kinds.ts";
import { RowBuffer } from "./row-buffer.ts";

const READING_BURST = 100;

/** A split in memory: raw input values and encoded labels by name, row-major. */
export interface Dataset {
  readonly count: number;
  readonly inputs: Readonly<Record<string, Uint8Array | Float32Array>>;
  readonly labels: Readonly<Record<string, Float64Array>>;
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
  const inputs = Object.entries(shape.inputs).map(([name, spec]) => ({
    name,
    spec,
    rows: new RowBuffer(inputSize(spec), spec.kind === "image" ? "bytes" : "floats"),
  }));
  const tasks = Object.entries(shape.tasks).map(([name, task]) => ({ name, task, labels: [] as number[] }));
  let count = 0;
  for await (const example of examples) {
    try {
      for (const { name, spec, rows } of inputs) appendInput(rows, spec, name, example);
      for (const { name, task, labels } of tasks) {
        labels.push(taskKind(task).encodeLabel(task, labelOf(example, name), name));
      }
    } catch (cause) {
      throw atExample(cause, split, first + count);
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
    inputs: Object.fromEntries(inputs.map(({ name, rows }) => [name, rows.finish()])),
    labels: Object.fromEntries(tasks.map(({ name, labels }) => [name, Float64Array.from(labels)])),
  };
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

function appendInput(rows: RowBuffer, spec: InputSpec, name: string, { inputs }: Example): void {
  const value = inputs[name];
  if (value === undefined) throw missing("input", name, inputs);
  if (spec.kind === "image" && isBytes(value)) {
    rows.append("bytes", (values, offset) => encodeImage(spec, value, name, values, offset));
  } else {
    rows.append("floats", (values, offset) => encodeInput(spec, value, name, values as Float32Array, offset));
  }
}

function missing(what: string, name: string, given: Readonly<Record<string, unknown>>): PolyheadError {
  const names = Object.keys(given);
  const there = names.length === 0 ? "there is none" : `there is ${names.join(", ")}`;
  return new PolyheadError("data-invalid", `the ${what} "${name}" is missing; ${there}.`);
}

function isBytes(
  value: DecodedInput,
): value is Uint8Array | Uint8ClampedArray | (Pixels & { data: Uint8Array }) {
  const data = ArrayBuffer.isView(value) ? value : (value as Partial<Pixels>).data;
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray;
}

function labelOf({ labels }: Example, task: string): string | number {
  const label = labels[task];
  if (label !== undefined && label !== "") return label;
  throw missing("label of task", task, labels);
}

function atExample(cause: unknown, split: string, index: number): unknown {
  if (!(cause instanceof PolyheadError)) return cause;
  return new PolyheadError("data-invalid", `Example ${index} of the ${split} split: ${cause.message}`, {
    details: { ...cause.details, split, example: index },
    cause,
  });
}
