import type { Graph, Node, Tensor, Value } from "../graph.ts";
import { typesOf } from "../graph-facts.ts";
import { NameScope } from "../name-scope.ts";
import type { PassResult } from "../pass.ts";
import type { TensorType } from "../shape.ts";

/**
 * Gives convolutions that read 6, 9, 15, … channels, a multiple of 3 and not of 4, as many channels of zeros as lead to the next
 * multiple of 4: ONNX Runtime 1.30 computes those wrongly on WebGPU where they have a multiple of 4 outputs.
 */
export function padConvolutionChannels(graph: Graph): PassResult {
  const types = typesOf(graph);
  const names = new NameScope();
  for (const name of namesIn(graph)) names.add(name);
  const initializers: Tensor[] = [];
  const valueInfo: Value[] = [];
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const filter = node.opType === "Conv" && node.domain === undefined && types.get(node.inputs[1]!)?.shape;
    const missing = filter ? missingChannels(node, filter) : 0;
    if (!filter || missing === 0) return [node];
    const pads = names.unique("channel_pads");
    const data = BigInt64Array.from({ length: 2 * filter.length }, (_, at) =>
      at === filter.length + 1 ? BigInt(missing) : 0n,
    );
    initializers.push({ name: pads, dataType: "int64", dims: [data.length], data });
    const padded = node.inputs.slice(0, 2).map((input): Node => {
      const name = names.unique(`${input}_padded`);
      const type = types.get(input);
      if (type !== undefined) valueInfo.push({ name, type: withChannels(type, missing) });
      return { name, opType: "Pad", inputs: [input, pads], outputs: [name], attributes: {} };
    });
    const inputs = [...padded.map(({ name }) => name), ...node.inputs.slice(2)];
    return [...padded, { ...node, inputs }];
  });
  if (initializers.length === 0) return { graph, changed: false };
  return {
    graph: {
      ...graph,
      nodes,
      initializers: [...graph.initializers, ...initializers],
      valueInfo: [...(graph.valueInfo ?? []), ...valueInfo],
    },
    changed: true,
  };
}

/** Channels of zeros for a filter [D, C, …spatial]. */
function missingChannels({ attributes: { group } }: Node, filter: readonly unknown[]): number {
  const [outputs, channels, ...spatial] = filter;
  if (typeof outputs !== "number" || typeof channels !== "number") return 0;
  const grouped = group?.type === "int" && group.value !== 1;
  const erring = channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && outputs % 4 === 0;
  return erring && !grouped && spatial.some((length) => length !== 1) ? 4 - (channels % 4) : 0;
}

/** A type with channels, axis 1, added. */
function withChannels({ dataType, shape }: TensorType, missing: number): TensorType {
  return {
    dataType,
    shape: shape.map((length, axis) =>
      axis === 1 && typeof length === "number" ? length + missing : length,
    ),
  };
}

function namesIn({ inputs, initializers, nodes }: Graph): readonly string[] {
  const outputs = nodes.flatMap((node) => [node.name, ...node.outputs]);
  return [...[...inputs, ...initializers].map(({ name }) => name), ...outputs];
}
