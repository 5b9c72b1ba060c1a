import { eliminateDeadNodes, NameScope, type Graph, type Model, type Node, type Value } from "@polyhead/onnx";
import { MANIFEST_KEY, parseManifest, PolyheadError, type Manifest } from "@polyhead/spec";
import { findCut } from "./split-cut.ts";
import { headManifest } from "./split-manifest.ts";

/** The files that a model falls into. */
export interface SplitModel {
  /** Takes the inputs that all heads share; gives `features`, or `features`, `features_1`, … where several values are shared. */
  readonly trunk: Model;
  /** By task, or by output in a file without a manifest: takes what the trunk gives, and inputs that only heads use. */
  readonly heads: Readonly<Record<string, Model>>;
}

/**
 * Splits a model into what all its heads share and the rest of each: the trunk and then a head compute what the whole does.
 *
 * A head of one shared `[batch, columns]` has a manifest, with the shared value as a numeric input; other parts have none.
 *
 * @throws PolyheadError `export-unsupported` where there are not two heads, or they share nothing that was learned;
 * `model-invalid` where a shared value has no type; `manifest-invalid`
 */
export function splitModel(model: Model): SplitModel {
  const { [MANIFEST_KEY]: json, ...metadata } = model.metadata;
  const manifest = json === undefined ? undefined : parseManifest(json);
  const { graph } = model;
  const outputs = headOutputs(graph, manifest);
  const cut = findCut(graph, outputs);
  const features = nameFeatures(graph, cut.values);
  const shared = {
    ...model,
    metadata,
    graph: part(graph, "trunk", cut.trunk, features, [...features.values()]),
  };
  const heads = Object.entries(outputs).map(([head, names]) => {
    const values = graph.outputs.filter(({ name }) => names.includes(name));
    const nodes = cut.heads[head] ?? new Set();
    const own = { ...model, metadata, graph: part(graph, head, nodes, features, values) };
    return [head, withManifest(own, manifest && headManifest(manifest, head, own.graph))] as const;
  });
  return { trunk: shared, heads: Object.fromEntries(heads) };
}

/** The outputs of each task, its logits with it; of a model without a manifest, each output is a head. */
function headOutputs(
  { outputs }: Graph,
  manifest: Manifest | undefined,
): Readonly<Record<string, readonly string[]>> {
  const tasks = Object.keys(manifest?.tasks ?? {});
  const heads: Record<string, string[]> = {};
  for (const { name } of outputs) {
    const head = tasks.find((task) => name === task || name === `${task}_logits`) ?? name;
    heads[head] = [...(heads[head] ?? []), name];
  }
  return heads;
}

/** The values that cross the cut under their names there, by the names that they have in the whole. */
function nameFeatures(graph: Graph, values: readonly string[]): ReadonlyMap<string, Value> {
  const names = new NameScope();
  for (const { name } of [...graph.inputs, ...graph.initializers]) names.add(name);
  for (const name of graph.nodes.flatMap(({ outputs }) => outputs)) names.add(name);
  const types = new Map([...graph.outputs, ...(graph.valueInfo ?? [])].map(({ name, type }) => [name, type]));
  return new Map(
    values.map((value) => {
      const type = types.get(value);
      if (type !== undefined) return [value, { name: names.unique("features"), type }];
      throw new PolyheadError(
        "model-invalid",
        `A model must say the type of each value that its heads share, to be split. It has none for "${value}".`,
        { details: { value } },
      );
    }),
  );
}

/** The graph of some nodes, with the values that cross the cut under their names there. */
function part(
  graph: Graph,
  name: string,
  chosen: ReadonlySet<Node>,
  features: ReadonlyMap<string, Value>,
  outputs: readonly Value[],
): Graph {
  const renamed = (value: string): string => features.get(value)?.name ?? value;
  const nodes = graph.nodes
    .filter((node) => chosen.has(node))
    .map((node) => ({ ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) }));
  const passedOn = outputs.flatMap((output): Node[] => {
    const feature = features.get(output.name);
    if (feature === undefined) return [];
    const { name: value } = output;
    return [{ name: value, opType: "Identity", inputs: [feature.name], outputs: [value], attributes: {} }];
  });
  const live = eliminateDeadNodes({ ...graph, nodes: [...nodes, ...passedOn], outputs }).graph;
  const used = new Set(live.nodes.flatMap(({ inputs }) => inputs));
  const made = new Set(live.nodes.flatMap((node) => node.outputs));
  const given = new Set(outputs.map((output) => output.name));
  return {
    ...live,
    name: `${graph.name}_${name}`,
    inputs: [...graph.inputs, ...features.values()].filter(
      (value) => used.has(value.name) && !made.has(value.name),
    ),
    valueInfo: (graph.valueInfo ?? []).filter((value) => made.has(value.name) && !given.has(value.name)),
  };
}

function withManifest(model: Model, manifest: Manifest | undefined): Model {
  if (manifest === undefined) return model;
  return { ...model, metadata: { ...model.metadata, [MANIFEST_KEY]: JSON.stringify(manifest) } };
}
