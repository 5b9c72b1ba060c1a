import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../../testing/layer-case.ts";
import { buildModel, call } from "../../testing/models.ts";
import { recurrentInitializers } from "../../testing/recurrent-initializers.ts";

type ConvLstmArgs = Partial<Parameters<typeof layers.convLstm2d>[0]>;

function on(
  name: string,
  args: ConvLstmArgs,
  step: readonly number[] = [4, 3, 2],
  masked = false,
): LayerCase {
  return {
    layer: "ConvLSTM2D",
    name,
    model: () =>
      buildModel([[null, ...step]], (input) => {
        const images = masked ? call(layers.masking(), input) : input;
        const layer = layers.convLstm2d({
          filters: 2,
          kernelSize: [2, 3],
          ...recurrentInitializers,
          ...args,
        });
        return layer.apply(images) as SymbolicTensor | SymbolicTensor[];
      }),
    reach: 1,
    lengths: [1, 3],
    ...(masked && { integers: true }),
  };
}

export const convLstm2dCases: readonly LayerCase[] = [
  on("VALID, last output", {}),
  on("stride 2, SAME, sequence and states", {
    strides: 2,
    padding: "same",
    returnSequences: true,
    returnState: true,
  }),
  on("dilation 2, sigmoid and softmax, no bias", {
    dilationRate: [2, 1],
    activation: "softmax",
    recurrentActivation: "sigmoid",
    useBias: false,
  }),
  on(
    "channels first, sequence, backwards",
    { dataFormat: "channelsFirst", returnSequences: true, goBackwards: true },
    [2, 4, 3],
  ),
  on("masked pixels, SAME, sequence", { padding: "same", returnSequences: true }, [4, 3, 1], true),
];
