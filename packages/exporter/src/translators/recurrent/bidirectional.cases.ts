import { layers, type RNN, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../../testing/layer-case.ts";
import { buildModel, call } from "../../testing/models.ts";
import { recurrentInitializers } from "../../testing/recurrent-initializers.ts";

type MergeMode = NonNullable<Parameters<typeof layers.bidirectional>[0]["mergeMode"]>;

interface Configuration {
  readonly mergeMode?: MergeMode | null;
  readonly masked?: boolean;
  readonly initialStates?: number;
}

const UNITS = 2;

function on(name: string, make: () => RNN, configuration: Configuration = {}): LayerCase {
  const { mergeMode = "concat", masked = false, initialStates = 0 } = configuration;
  const states = Array.from({ length: initialStates }, () => [UNITS]);
  return {
    layer: "Bidirectional",
    name,
    model: () =>
      buildModel([[null, 2], ...states], (input, ...initial) => {
        const sequence = masked ? call(layers.masking(), input) : input;
        // Null, which merges nothing, is missing in the declared type.
        const layer = layers.bidirectional({ layer: make(), mergeMode: mergeMode as MergeMode });
        return layer.apply([sequence, ...initial]) as SymbolicTensor | SymbolicTensor[];
      }),
    reach: 1,
    integers: true,
    lengths: [1, 4],
  };
}

const args = { units: UNITS, ...recurrentInitializers };
const sigmoid = { ...args, recurrentActivation: "sigmoid" } as const;

export const bidirectionalCases: readonly LayerCase[] = [
  on("joined last outputs", () => layers.gru(args)),
  on("joined sequences, masked", () => layers.lstm({ ...sigmoid, returnSequences: true }), { masked: true }),
  on(
    "sum of sequences that start at the end",
    () => layers.simpleRNN({ ...args, goBackwards: true, returnSequences: true }),
    {
      mergeMode: "sum",
    },
  ),
  on("product of last outputs, masked, and states", () => layers.lstm({ ...args, returnState: true }), {
    mergeMode: "mul",
    masked: true,
  }),
  on("average, from initial states", () => layers.gru(sigmoid), { mergeMode: "ave", initialStates: 2 }),
  on(
    "not merged, sequences and states",
    () => layers.gru({ ...sigmoid, returnSequences: true, returnState: true }),
    {
      mergeMode: null,
    },
  ),
];
