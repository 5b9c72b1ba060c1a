// B examples in a batch
import type { FittedInput } from "../manifest.ts";
import type { InputSpec } from "../model-shape.ts";
import type { Cell } from "./cells.ts";
import type { PixelArray, Pixels } from "./encode-image.ts";
import type { AxisLength, EncodedValues, InputType } from "./input-kind.ts";
import { inputKind } from "./input-kinds.ts";

/** What the encoders take: an image already decoded, a row of a table, by column or as a list, or a text, or its words. */
export type DecodedInput = Pixels | PixelArray | Readonly<Record<string, Cell>> | ArrayLike<Cell> | string;

/** The shape of one encoded example, without the batch dimension. */
export function inputShape(spec: InputSpec): readonly AxisLength[] {
  const kind = inputKind(spec);
  return "shape" in kind ? kind.shape(spec) : [null];
}

/** What an input's numbers are in the graph. */
export function inputType(spec: InputSpec): InputType {
  return inputKind(spec).type;
}

/** Values in one encoded example; NaN for an input whose examples differ in length. */
export function inputSize(spec: InputSpec): number {
  return inputShape(spec).reduce<number>((product, length) => product * (length ?? Number.NaN), 1);
}

/** A batch of one input, as the graph takes it. */
export interface EncodedBatch {
  /** row-major */
  readonly data: EncodedValues;
  /** `[B, …]` */
  readonly dims: readonly number[];
}

/** A batch of one input that is filled example by example: the same code in training and serving. */
export interface BatchEncoder {
  /** @throws PolyheadError `input-invalid` */
  set(example: number, value: unknown): void;
  finish(): EncodedBatch;
}

/** Starts a batch. @param name of the input, for errors @param count B */
export function encodeBatch(spec: FittedInput, name: string, count: number): BatchEncoder {
  const kind = inputKind(spec);
  if ("sequence" in kind) {
    const rows: Int32Array[] = [];
    return {
      set(example, value) {
        rows[example] = kind.sequence(spec, value, name);
      },
      finish: () => padded(rows),
    };
  }
  const shape = kind.shape(spec);
  const size = inputSize(spec);
  const data = kind.type === "int32" ? new Int32Array(count * size) : new Float32Array(count * size);
  return {
    set: (example, value) => kind.encode(spec, value, name, data, example * size),
    finish: () => ({ data, dims: [count, ...shape] }),
  };
}

/** Sequences side by side, as long as the longest of them and `shortest`: `[B, L]`. */
export function padded(rows: readonly Int32Array[], shortest = 1): EncodedBatch {
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), shortest);
  const data = new Int32Array(rows.length * length);
  for (const [index, row] of rows.entries()) data.set(row, index * length);
  return { data, dims: [rows.length, length] };
}
