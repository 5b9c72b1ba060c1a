import type { NamedTensorMap, Variable } from "@tensorflow/tfjs-core";
import type { Resumable } from "../balancing/balancing.ts";

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
  const copies = variables.map((variable, index) => [`balancing/${index}`, variable.clone()] as const);
  return { json: balancers.map((balancer) => balancer.save().json), tensors: Object.fromEntries(copies) };
}

/** Gives balancers and their variables what `saveBalancers` took; the tensors stay the caller's. */
export function restoreBalancers(
  balancers: readonly Resumable[],
  variables: readonly Variable[],
  json: readonly unknown[],
  tensors: NamedTensorMap,
): void {
  for (const [at, balancer] of balancers.entries()) balancer.restore({ json: json[at] });
  for (const [index, variable] of variables.entries()) variable.assign(tensors[`balancing/${index}`]!);
}
