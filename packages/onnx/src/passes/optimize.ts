import type { Graph } from "../graph.ts";
import type { Pass, PassResult } from "../pass.ts";
import { eliminateCommonSubexpressions } from "./eliminate-common-subexpressions.ts";
import { eliminateDeadNodes } from "./eliminate-dead-nodes.ts";
import { eliminateNoOps } from "./eliminate-no-ops.ts";
import { eliminateTransposes } from "./eliminate-transposes.ts";
import { foldBatchNormalization } from "./fold-batch-normalization.ts";
import { foldConstants } from "./fold-constants.ts";
import { fusePads } from "./fuse-pads.ts";
import { mergeInitializers } from "./merge-initializers.ts";
import { sinkPads } from "./sink-pads.ts";

/** Each leaves less than it found, so a graph that still changes after this many rounds has stopped being one of ours. */
const MAX_ROUNDS = 100;

const passes: readonly Pass[] = [
  foldConstants,
  eliminateNoOps,
  mergeInitializers,
  eliminateCommonSubexpressions,
  eliminateTransposes,
  sinkPads,
  fusePads,
  foldBatchNormalization,
  eliminateDeadNodes,
];

/**
 * Runs every pass, in one order, until none finds anything to change: a graph with the same inputs and outputs that
 * computes the same up to the rounding of folded weights. The same graph always gives the same result.
 */
export function optimize(graph: Graph): PassResult {
  let current = graph;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = current;
    for (const pass of passes) current = pass(current).graph;
    if (current === before) break;
  }
  return { graph: current, changed: current !== graph };
}
