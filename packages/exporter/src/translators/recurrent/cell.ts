import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LayerContext } from "../../layer-context.ts";
import type { Layer } from "../../layer.ts";
import type { Layout, TensorHandle } from "../../tensor-handle.ts";

/** What happens at each step of a sequence. */
export interface Cell {
  /** The shapes of the states, without the batch; the first state is the output, too. */
  readonly states: readonly (readonly number[])[];
  /** How inputs and states lie in a step. */
  readonly layout: Layout;
  /** Adds the nodes of one step to the graph of `context`; gives the states after it. */
  readonly step: Step;
  /** One ONNX operator that runs all steps. */
  readonly operator?: RecurrentOperator;
}

type Step = (
  input: TensorHandle,
  states: readonly TensorHandle[],
  context: LayerContext,
) => readonly TensorHandle[];

/** The operator RNN, GRU or LSTM, and the weights of its gates as tfjs orders them. */
export interface RecurrentOperator {
  readonly opType: "RNN" | "GRU" | "LSTM";
  readonly activations: readonly string[];
  /** Which gate of tfjs each gate of ONNX is. */
  readonly gates: readonly number[];
  readonly weights: RecurrentWeights;
}

/** The variables of a cell; `units` is the length of each gate. */
export interface RecurrentWeights {
  readonly bias?: LayerVariable | null;
  readonly kernel: LayerVariable;
  readonly recurrentKernel: LayerVariable;
  readonly units: number;
}

/**
 * Reads a live cell.
 *
 * @param shape of the input of one step, without the batch
 * @param read reads the cells inside it
 */
export type CellReader = (
  cell: Layer,
  shape: readonly number[],
  context: LayerContext,
  read: ReadCell,
) => Cell;

type ReadCell = (cell: Layer, shape: readonly number[], context: LayerContext) => Cell;
