import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Layer } from "../../layer.ts";
import type { LayerCase } from "../../testing/layer-case.ts";
import { buildModel } from "../../testing/models.ts";
import { recurrentInitializers } from "../../testing/recurrent-initializers.ts";

type Cell = ReturnType<typeof layers.lstmCell | typeof layers.gruCell | typeof layers.simpleRNNCell>;

const UNITS = 3;
const args = { units: UNITS, ...recurrentInitializers };
const cells = {
  ConvLSTM2DCell: () =>
    layers.convLstm2dCell({ filters: 2, kernelSize: 2, padding: "same", ...recurrentInitializers }),
  GRUCell: () => layers.gruCell(args),
  LSTMCell: () => layers.lstmCell(args),
  SimpleRNNCell: () => layers.simpleRNNCell(args),
};

function rnn(name: string, make: () => Layer): LayerCase {
  return {
    layer: "RNN",
    name,
    model: () => buildModel([[null, 2]], (input) => make().apply(input) as SymbolicTensor | SymbolicTensor[]),
    lengths: [1, 4],
  };
}

/** A cell that an RNN has built, as a layer of its own: TensorFlow.js builds no other. */
function cell(layer: keyof typeof cells, step: readonly number[], states: number): LayerCase {
  return {
    layer,
    name: "one step on its own",
    model: () => {
      const shapes = Array.from({ length: 1 + states }, () => step);
      const alone = cells[layer]();
      alone.build([null, ...step]);
      alone.built = true;
      return buildModel(shapes, (...inputs) => alone.apply(inputs) as SymbolicTensor[]);
    },
  };
}

const stack = (): Cell[] => [
  layers.lstmCell({ ...args, units: 2 }),
  layers.gruCell({ ...args, units: 4 }),
  layers.simpleRNNCell(args),
];

export const rnnCases: readonly LayerCase[] = [
  rnn("one cell, which an operator runs", () => layers.rnn({ cell: layers.simpleRNNCell(args) })),
  rnn("stacked cells, sequence and states", () =>
    layers.rnn({ cell: stack(), returnSequences: true, returnState: true }),
  ),
  cell("ConvLSTM2DCell", [4, 3, 2], 2),
  cell("GRUCell", [UNITS], 1),
  cell("LSTMCell", [UNITS], 2),
  cell("SimpleRNNCell", [UNITS], 1),
  {
    layer: "StackedRNNCells",
    name: "one step on its own",
    model: () =>
      buildModel([[UNITS], [UNITS], [UNITS], [UNITS]], (...inputs) => {
        const stacked = layers.stackedRNNCells({ cells: [cells.LSTMCell(), cells.GRUCell()] });
        return stacked.apply(inputs) as SymbolicTensor[];
      }),
  },
];
