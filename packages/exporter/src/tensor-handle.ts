// Legend: B batch, D the axes between batch and channels, C channels or features (the last axis of a tfjs tensor).
import type { Value } from "@polyhead/onnx";
import { PolyheadError } from "@polyhead/spec";
import type { Mask } from "./mask.ts";

/** How long an axis is; `null` where the model leaves it open, as a sequence may be of any length. */
export type Length = number | null;

/**
 * How a value's elements lie compared with the tfjs tensor that it stands for: `plain`, the same `[B, ...D, C]`;
 * `channels-first`, `[B, C, ...D]`; or, for `[B, C]` alone, its columns in another order.
 */
export type Layout = "plain" | "channels-first" | ColumnOrder;

/** Column `k` of the value is column `columns[k]` of the tfjs tensor. */
interface ColumnOrder {
  readonly columns: Int32Array;
}

/** A value of the graph and the tfjs tensor that it stands for. */
export interface TensorHandle {
  readonly value: Value;
  /** tfjs's shape, without the batch. */
  readonly shape: readonly Length[];
  readonly layout: Layout;
  /** tfjs's mask; absent where every step of a sequence counts. */
  readonly mask?: Mask;
}

/** The number of axes, batch included. */
export function rankOf({ shape }: TensorHandle): number {
  return shape.length + 1;
}

/** C, the length of the last tfjs axis. */
export function lastLength({ shape }: TensorHandle): number {
  return fixedLengths(shape.slice(-1))[0] ?? 1;
}

/**
 * Lengths none of which is open.
 *
 * @throws PolyheadError `export-unsupported` where one is
 */
export function fixedLengths(shape: readonly Length[]): readonly number[] {
  return shape.map((length) => {
    if (length !== null) return length;
    throw new PolyheadError(
      "export-unsupported",
      `A layer here needs axes of fixed lengths to be exported exactly. Received [batch, ${shape.map((other) => other ?? "?").join(", ")}]; give the input layer a length.`,
      { details: { shape } },
    );
  });
}

/** The handle's columns where it has an order of its own. */
export function columnsOf({ layout }: TensorHandle): Int32Array | undefined {
  return typeof layout === "object" ? layout.columns : undefined;
}

/** A tfjs shape, without the batch, as its axes lie in a value. */
export function storedShape(shape: readonly number[], layout: Layout): readonly number[] {
  return layout === "channels-first" ? [...shape.slice(-1), ...shape.slice(0, -1)] : shape;
}

/** The value's axis that holds a tfjs axis; both count the batch as 0. */
export function storedAxis({ shape, layout }: TensorHandle, axis: number): number {
  if (layout !== "channels-first" || axis === 0) return axis;
  return axis === shape.length ? 1 : axis + 1;
}

/** One number a channel, in the order of the value's channels. */
export function inStoredOrder(handle: TensorHandle, perChannel: Float32Array): Float32Array {
  const columns = columnsOf(handle);
  return columns === undefined ? perChannel : Float32Array.from(columns, (column) => perChannel[column] ?? 0);
}

/** The dims that let one number a channel broadcast over the value. */
export function channelDims(handle: TensorHandle): number[] {
  const trailing = handle.layout === "channels-first" ? handle.shape.length - 1 : 0;
  return [lastLength(handle), ...Array<number>(trailing).fill(1)];
}

export function withoutMask(handle: TensorHandle): TensorHandle {
  const { value, shape, layout } = handle;
  return { value, shape, layout };
}
