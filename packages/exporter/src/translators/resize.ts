// Legend: B batch, C channels, H height, W width.
import type { OpAttributes, Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";

/** Stretches `[B, C, H, W]` by a factor a spatial axis. */
export function resize(
  value: Value,
  scales: readonly number[],
  attributes: OpAttributes,
  context: LayerContext,
): Value {
  const factors = context.constant("scales", Float32Array.from([1, 1, ...scales]), [4]);
  return context.op("Resize", [value, undefined, factors], attributes);
}

/** The float32 factor that makes one length of another: runtimes multiply and round down. */
export function scaleBetween(from: number, to: number): number {
  const scale = Math.fround(to / from);
  return scale * from < to ? Math.fround(scale * (1 + 2 ** -23)) : scale;
}
