import type { LayerContext } from "../../layer-context.ts";
import type { Layer, LiveLayer } from "../../layer.ts";

interface CellDropout {
  readonly cells?: readonly Layer[];
  readonly dropout?: number;
  readonly recurrentDropout?: number;
}

/** Only SimpleRNN, GRU, LSTM and ConvLSTM2D throw the dropout of a call away. */
export function refuseKeptDropout(cell: Layer, context: LayerContext): void {
  if (hasDropout(cell))
    throw context.refusal("TensorFlow.js itself keeps the dropout of the first batch in such a cell");
}

function hasDropout(cell: Layer): boolean {
  const { cells = [], dropout = 0, recurrentDropout = 0 } = cell as LiveLayer<CellDropout>;
  return [dropout, recurrentDropout].some((rate) => rate > 0 && rate < 1) || cells.some(hasDropout);
}
