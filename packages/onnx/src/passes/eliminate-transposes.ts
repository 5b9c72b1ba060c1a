import type { Graph } from "../graph.ts";
import type { PassResult } from "../pass.ts";
import { TransposeSinker } from "./transpose-sinker.ts";

/**
 * Moves transposes down through elementwise operators, Concat, Pad, Softmax and reductions, so that pairs meet and cancel.
 * Transposes that have to move together move only if that leaves fewer of them, or as many of smaller tensors.
 */
export function eliminateTransposes(graph: Graph): PassResult {
  const trial = new TransposeSinker(graph, () => true);
  trial.run();
  const gaining = trial.gaining();
  if (gaining.size === 0) return { graph, changed: false };
  return { graph: new TransposeSinker(graph, (output) => gaining.has(output)).run(), changed: true };
}
