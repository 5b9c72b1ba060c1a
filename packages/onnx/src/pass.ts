import type { Graph } from "./graph.ts";

/** A graph that computes the same outputs; `changed` is false exactly when `graph` is the one given. */
export interface PassResult {
  readonly graph: Graph;
  readonly changed: boolean;
}

export type Pass = (graph: Graph) => PassResult;
