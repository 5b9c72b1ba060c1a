import type { Optimizer, SGDOptimizer } from "@tensorflow/tfjs-core";

/** Sets an optimizer's learning rate; most of tfjs's own have a field for it that only their types protect. */
export function setLearningRate(optimizer: Optimizer, rate: number): void {
  const { setLearningRate: set } = optimizer as Partial<SGDOptimizer>;
  if (set === undefined) Reflect.set(optimizer, "learningRate", rate);
  else set.call(optimizer as SGDOptimizer, rate);
}
