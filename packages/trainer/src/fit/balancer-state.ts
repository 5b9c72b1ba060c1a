import { tensor1d, type NamedTensorMap, type Variable } from "@tensorflow/tfjs-core";
import type { Resumable, SavedState } from "../balancing/balancing.ts";

/** What a checkpoint keeps of balancers: JSON, and tensors by name. */
export interface BalancerState {
  readonly json: readonly unknown[];
  readonly tensors: NamedTensorMap;
}

/** The state of some balancers and of their variables. */
export function saveBalancers(
  balancers: readonly Resumable[],
  variables: readonly Variable[],
): BalancerState {
  const saved = balancers.map((balancer) => balancer.save());
  const arrays = saved.flatMap(({ arrays: own = [] }, balancer) =>
    own.map((values, index) => [`balancer/${balancer}/${index}`, tensor1d(values)] as const),
  );
  const copies = variables.map((variable, index) => [`balancing/${index}`, variable.clone()] as const);
  return { json: saved.map(({ json }) => json), tensors: Object.fromEntries([...arrays, ...copies]) };
}

/** Gives balancers and their variables what `saveBalancers` took; the tensors stay the caller's. */
export async function restoreBalancers(
  balancers: readonly Resumable[],
  variables: readonly Variable[],
  json: readonly unknown[],
  tensors: NamedTensorMap,
): Promise<void> {
  for (const [at, balancer] of balancers.entries()) {
    const names = Object.keys(tensors).filter((name) => name.startsWith(`balancer/${at}/`));
    const arrays = await Promise.all(names.map((name) => tensors[name]!.data<"float32">()));
    const saved: SavedState = { json: json[at], ...(arrays.length > 0 && { arrays }) };
    balancer.restore(saved);
  }
  for (const [index, variable] of variables.entries()) variable.assign(tensors[`balancing/${index}`]!);
}
