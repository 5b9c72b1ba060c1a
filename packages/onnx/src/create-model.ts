import type { Graph, Model } from "./graph.ts";

/** The newest operator set that the widest set of runtimes and checkers accepts. */
export const DEFAULT_OPSET = 17;
export const DEFAULT_IR_VERSION = 8;

export type ModelOptions = Partial<Omit<Model, "graph">>;

/** A model around a graph: IR version 8, opset 17, no metadata unless given. */
export function createModel(graph: Graph, options: ModelOptions = {}): Model {
  return {
    irVersion: DEFAULT_IR_VERSION,
    opset: DEFAULT_OPSET,
    producerName: "polyhead",
    producerVersion: "",
    metadata: {},
    ...options,
    graph,
  };
}
