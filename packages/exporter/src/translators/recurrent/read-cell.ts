import type { LayerContext } from "../../layer-context.ts";
import type { Layer } from "../../layer.ts";
import type { Cell, CellReader } from "./cell.ts";
import { convLstm2dCell } from "./conv-lstm2d-cell.ts";
import { gruCell } from "./gru-cell.ts";
import { lstmCell } from "./lstm-cell.ts";
import { simpleRnnCell } from "./simple-rnn-cell.ts";
import { stackedRnnCells } from "./stacked-rnn-cells.ts";

/** The cells that TensorFlow.js registers, by class name. */
const readers: ReadonlyMap<string, CellReader> = new Map<string, CellReader>([
  ["ConvLSTM2DCell", convLstm2dCell],
  ["GRUCell", gruCell],
  ["LSTMCell", lstmCell],
  ["SimpleRNNCell", simpleRnnCell],
  ["StackedRNNCells", stackedRnnCells],
]);

/**
 * What a live cell does in a step.
 *
 * @param shape of the input of one step, without the batch
 * @throws PolyheadError `export-unsupported` for a class of cells that is not TensorFlow.js's own
 */
export function readCell(cell: Layer, shape: readonly number[], context: LayerContext): Cell {
  const read = readers.get(cell.getClassName());
  if (read === undefined)
    throw context.refusal(`its cell "${cell.name}" is a ${cell.getClassName()}, which has no translation`);
  return read(cell, shape, context, readCell);
}
