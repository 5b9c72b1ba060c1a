// Legend: B batch, L tokens, F features.
import type { LiveLayer } from "../layer.ts";
import { lastLength } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

interface Positions {
  readonly length: number;
  table(features: number): Float32Array;
}

/** A layer of the trainer's: adds the first L rows of a table to features `[B, L, F]`. */
export const sinusoidalPositions: Translator = unary((layer, input, context) => {
  const live = layer as LiveLayer<Positions>;
  const features = lastLength(input);
  const plain = context.plain(input);
  const table = context.constant("positions", live.table(features), [live.length, features]);
  const length = context.op("Shape", [plain.value], { start: 1, end: 2 });
  const axis = context.integers("start", [0]);
  const rows = context.op("Slice", [table, axis, length, axis]); // [L, F]
  return { ...plain, value: context.op("Add", [plain.value, rows]) };
});
