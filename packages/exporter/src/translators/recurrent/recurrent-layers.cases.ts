import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Layer } from "../../layer.ts";
import type { LayerCase } from "../../testing/layer-case.ts";
import { buildModel, call } from "../../testing/models.ts";
import { recurrentInitializers } from "../../testing/recurrent-initializers.ts";

type RecurrentArgs = Parameters<typeof layers.lstm>[0];

interface Configuration extends Partial<RecurrentArgs> {
  readonly masked?: boolean;
  readonly initialStates?: number;
}

const STEP = 2;
const UNITS = 3;

const make = {
  GRU: (args: RecurrentArgs) => layers.gru(args),
  LSTM: (args: RecurrentArgs) => layers.lstm(args),
  SimpleRNN: (args: RecurrentArgs) => layers.simpleRNN(args),
} satisfies Record<string, (args: RecurrentArgs) => Layer>;

/** A layer over sequences of open length, of small integers, so that masks leave some steps of most of them out. */
function on(layer: keyof typeof make, name: string, configuration: Configuration): LayerCase {
  const { masked = false, initialStates = 0, ...args } = configuration;
  const states = Array.from({ length: initialStates }, () => [UNITS]);
  return {
    layer,
    name,
    model: () =>
      buildModel([[null, STEP], ...states], (input, ...initial) => {
        const sequence = masked ? call(layers.masking(), input) : input;
        const recurrent = make[layer]({ units: UNITS, ...recurrentInitializers, ...args });
        return recurrent.apply([sequence, ...initial]) as SymbolicTensor | SymbolicTensor[];
      }),
    reach: 1,
    integers: true,
    lengths: [1, 5],
  };
}

const sigmoid = { recurrentActivation: "sigmoid" } as const;
const sequence = { returnSequences: true } as const;
const states = { returnState: true } as const;
const backwards = { goBackwards: true } as const;
const masked = { masked: true } as const;

export const recurrentLayersCases: readonly LayerCase[] = [
  on("SimpleRNN", "last output", {}),
  on("SimpleRNN", "sequence, backwards", { ...sequence, ...backwards }),
  on("SimpleRNN", "softsign, no bias", { activation: "softsign", useBias: false }),
  on("SimpleRNN", "masked sequence from an initial state", { ...masked, ...sequence, initialStates: 1 }),
  on("GRU", "hardSigmoid gates, the default", {}),
  on("GRU", "sigmoid gates, sequence", { ...sigmoid, ...sequence }),
  on("GRU", "sigmoid gates, masked sequence, backwards", {
    ...sigmoid,
    ...masked,
    ...sequence,
    ...backwards,
  }),
  on("GRU", "hardSigmoid gates, masked sequence, state", { ...masked, ...sequence, ...states }),
  on("LSTM", "hardSigmoid gates, the default", {}),
  on("LSTM", "sigmoid gates, sequence and states", { ...sigmoid, ...sequence, ...states }),
  on("LSTM", "relu, softmax gates, no bias, backwards", {
    activation: "relu",
    recurrentActivation: "softmax",
    useBias: false,
    ...sequence,
    ...backwards,
  }),
  on("LSTM", "sigmoid gates, initial states", { ...sigmoid, initialStates: 2 }),
  on("LSTM", "sigmoid gates, masked output and states", { ...sigmoid, ...masked, ...states }),
  on("LSTM", "sigmoid gates, masked, initial states", {
    ...sigmoid,
    ...masked,
    initialStates: 2,
  }),
  on("LSTM", "sigmoid gates, masked, backwards, initial", {
    ...sigmoid,
    ...masked,
    ...sequence,
    ...backwards,
    initialStates: 2,
  }),
  on("LSTM", "hardSigmoid gates, masked, backwards", { ...masked, ...sequence, ...backwards }),
];
