import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { kernelInitializer } from "../kernel-initializer.ts";
import type { NextSeed } from "./trunk.ts";

/** Dense layers with ReLU, one for each of `units`: `[batch, features]` → `[batch, units.at(-1)]`. */
export function denseStack(
  features: SymbolicTensor,
  units: readonly number[],
  prefix: string,
  nextSeed: NextSeed,
): SymbolicTensor {
  return units.reduce<SymbolicTensor>((tensor, width, index) => {
    const layer = layers.dense({
      units: width,
      activation: "relu",
      kernelInitializer: kernelInitializer(nextSeed()),
      name: `${prefix}_dense${index + 1}`,
    });
    return layer.apply(tensor) as SymbolicTensor;
  }, features);
}

/** Joins `[batch, n]` tensors side by side; one alone stays as it is. */
export function sideBySide(tensors: readonly SymbolicTensor[], prefix: string): SymbolicTensor {
  const [first] = tensors;
  if (first !== undefined && tensors.length === 1) return first;
  return layers
    .concatenate({ axis: -1, name: `${prefix}_concatenate` })
    .apply([...tensors]) as SymbolicTensor;
}
