import { LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { PlannedInput } from "../export-plan.ts";
import type { Layer, LiveLayer } from "../layer.ts";

type Range = Pick<PlannedInput, "center" | "reach" | "integers">;

/** Layers that take indices, and how many there are. */
const INDEX_COUNTS: ReadonlyMap<string, (layer: Layer) => number> = new Map([
  ["Embedding", (layer) => (layer as LiveLayer<{ inputDim: number }>).inputDim],
  ["CategoryEncoding", (layer) => (layer as LiveLayer<{ numTokens: number }>).numTokens],
]);

/** The values that a model's input plausibly has: indices where a layer that takes them comes next, or −1 to 1. */
export function inputRange(input: SymbolicTensor): Range {
  const count = indexCountOf(input.sourceLayer);
  if (count === undefined) return { center: [0], reach: [1] };
  const middle = (count - 1) / 2;
  return { center: [middle], reach: [middle], integers: true };
}

function indexCountOf({ outboundNodes, id }: Layer): number | undefined {
  for (const { outboundLayer, inputTensors, inboundLayers } of outboundNodes) {
    const own = INDEX_COUNTS.get(outboundLayer.getClassName())?.(outboundLayer);
    if (own !== undefined) return own;
    if (!(outboundLayer instanceof LayersModel)) continue;
    const position = inputTensors.findIndex((_, index) => inboundLayers[index]?.id === id);
    const inner = outboundLayer.inputs[position];
    const nested = inner && indexCountOf(inner.sourceLayer);
    if (nested !== undefined) return nested;
  }
  return undefined;
}
