import {
  dispose,
  type NamedTensorMap,
  type Optimizer,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";

/** What a training step needs, besides the model's weights, to go on as if it had never stopped. */
export interface StepState {
  /** by name; the reader's to dispose of */
  readonly tensors: NamedTensorMap;
  /** what the epoch's means are made of so far */
  readonly sums: readonly number[];
  readonly steps: number;
  /** what the balancing method saved, as JSON */
  readonly balancing: unknown;
}

/** Copies of an optimizer's state and of variables, under names that keep their order. */
export async function collectTensors(
  optimizer: Optimizer,
  variables: readonly Variable[],
): Promise<NamedTensorMap> {
  const weights = await optimizer.getWeights();
  const collected = Object.fromEntries([
    ...weights.map(({ name, tensor }, index) => [`optimizer/${index}/${name}`, tensor.clone()]),
    ...variables.map((variable, index) => [`balancing/${index}`, variable.clone()]),
  ]) as NamedTensorMap;
  // The count of iterations is made for the caller; the rest is the optimizer's own.
  weights[0]?.tensor.dispose();
  return collected;
}

/** Gives an optimizer and variables what `collectTensors` took, and disposes of it. */
export async function spreadTensors(
  tensors: NamedTensorMap,
  optimizer: Optimizer,
  variables: readonly Variable[],
): Promise<void> {
  const entries = Object.entries(tensors);
  const weights = entries.filter(([name]) => name.startsWith("optimizer/"));
  await optimizer.setWeights(
    weights.map(([name, tensor]) => ({ name: name.split("/").slice(2).join("/"), tensor })),
  );
  for (const [index, variable] of variables.entries())
    variable.assign(tensors[`balancing/${index}`] as Tensor);
  dispose(tensors);
}
