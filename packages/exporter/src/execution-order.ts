import type { SymbolicTensor } from "@tensorflow/tfjs-layers";

/**
 * The tensors that a model computes, in the order in which tfjs does; it matters where layers see the masks of layers
 * that ran before them.
 *
 * @see https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-layers/src/engine/executor.ts `getTopologicalSortAndRecipientCounts`
 */
export function executionOrder(
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): readonly SymbolicTensor[] {
  const ordered = new Set<SymbolicTensor>();
  for (const output of outputs) for (const tensor of orderFor(output, inputs)) ordered.add(tensor);
  return [...ordered];
}

function orderFor(output: SymbolicTensor, fed: readonly SymbolicTensor[]): ReadonlySet<SymbolicTensor> {
  const visited = new Set(fed);
  const opened = new Set<SymbolicTensor>();
  const stack = [output];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (visited.has(top) || top.inputs.length === 0 || opened.has(top)) {
      visited.add(top);
      stack.pop();
      continue;
    }
    opened.add(top);
    for (const input of top.inputs) if (!visited.has(input)) stack.push(input);
  }
  for (const tensor of fed) visited.delete(tensor);
  return visited;
}
