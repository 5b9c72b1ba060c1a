import { PolyheadError } from "@polyhead/spec";
import { padConvolutionChannels, type Graph, type Node } from "@polyhead/onnx";

/**
 * The graph in a form that an execution provider computes rightly, as ONNX Runtime 1.30 has it.
 *
 * @throws PolyheadError `device-unavailable` where there is none
 */
export function graphForProvider(graph: Graph, provider: string | undefined): Graph {
  if (provider !== "webgpu") return graph;
  const types = new Map([...graph.inputs, ...(graph.valueInfo ?? [])].map(({ name, type }) => [name, type]));
  const erring = graph.nodes.find((node) => errsOnWebGpu(node, types.get(node.inputs[1] ?? "")?.shape));
  if (erring === undefined) return padConvolutionChannels(graph).graph;
  throw new PolyheadError(
    "device-unavailable",
    `ONNX Runtime's webgpu should compute every operator of the step rightly, and does not for the gradient of a depthwise convolution with an even depth multiplier (${erring.name})`,
  );
}

/** A transposed convolution of one output and an even number of inputs a group; its filter is [C, D, …spatial]. */
function errsOnWebGpu({ opType, attributes: { group } }: Node, filter: readonly unknown[] = []): boolean {
  const groups = group?.type === "int" ? group.value : 1;
  const inputs = Number(filter[0]) / groups;
  return opType === "ConvTranspose" && groups > 1 && filter[1] === 1 && inputs % 2 === 0;
}
