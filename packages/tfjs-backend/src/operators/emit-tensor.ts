import type { Value } from "@polyhead/onnx";

/** The tfjs data types that ONNX Runtime has: int32 is int32 and bool is bool, in a `Uint8Array` on both sides. */
export type EmitDataType = "float32" | "int32" | "bool";

/** A tensor of the graph being emitted. */
export interface EmitTensor {
  readonly value: Value;
  /** The shape that tfjs sees, whatever the layout of `value`. */
  readonly shape: readonly number[];
  readonly dtype: EmitDataType;
  /**
   * `value` is [N, C, ...spatial] where `shape` says [N, ...spatial, C]. Emitters that can work on it keep it so;
   * the others ask for `emission.plain(tensor)`.
   */
  readonly channelsFirst?: true;
}

export function isEmitDataType(dtype: string): dtype is EmitDataType {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The order of axes that takes a shape [N, ...spatial, C] to [N, C, ...spatial]. */
export function channelsFirstOrder(rank: number): number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 1)];
}

/** The inverse of `channelsFirstOrder`. */
export function channelsLastOrder(rank: number): number[] {
  return [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1];
}
