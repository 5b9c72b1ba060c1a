// Legend: B batch, E experts, D axes of features, S their size.
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import { layerInputs } from "../layer-inputs.ts";
import { WeightedSum } from "../layers/weighted-sum.ts";
import type { NextSeed } from "../trunks/trunk.ts";

/**
 * `softmax(W x + b)`: `[B, numbers]` → `[B, E]`. The bias starts at 0; inputs being standardized, a gate without one could not
 * prefer an expert for all examples.
 */
export function gate(x: SymbolicTensor, experts: number, name: string, nextSeed: NextSeed): SymbolicTensor {
  const layer = layers.dense({
    units: experts,
    activation: "softmax",
    kernelInitializer: kernelInitializer(nextSeed()),
    name,
  });
  return connect(layer, x);
}

/** `Σ_e weights_e · experts_e`: weights `[B, E]`, experts `[B, ...D]` each. */
export function mix(
  weights: SymbolicTensor,
  experts: readonly SymbolicTensor[],
  name: string,
): SymbolicTensor {
  const [, ...shape] = experts[0]?.shape ?? [];
  if (shape.length === 2 && shape[0] === null)
    return connect(new WeightedSum({ name: `${name}_sum` }), [weights, ...experts]);
  const size = sizeOf(shape, name);
  // Joined along the first axis, each expert's features stay together.
  const joined = connect(layers.concatenate({ axis: 1, name: `${name}_concatenate` }), experts);
  const rows = connect(
    layers.reshape({ targetShape: [experts.length, size], name: `${name}_experts` }),
    joined,
  ); // [B, E, S]
  const mixed = weightedRows(weights, rows, `${name}_dot`);
  if (shape.length === 1) return mixed;
  return connect(layers.reshape({ targetShape: shape, name: `${name}_shape` }), mixed);
}

/** `Σ_e weights_e · rows_e`: weights `[B, E]`, rows `[B, E, S]` → `[B, S]`. */
export function weightedRows(weights: SymbolicTensor, rows: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.dot({ axes: [1, 1], name }), [weights, rows]);
}

/** The experts that features are a mixture of, as `mix` makes it; else the features themselves. */
export function expertsOf(features: SymbolicTensor): readonly SymbolicTensor[] {
  if (features.sourceLayer instanceof WeightedSum) return layerInputs(features).slice(1);
  const [, rows] = features.sourceLayer.name.endsWith("_dot") ? layerInputs(features) : [];
  if (rows?.sourceLayer.name.endsWith("_experts") !== true) return [features];
  return layerInputs(rows).flatMap(layerInputs);
}

function sizeOf(shape: readonly (number | null)[], name: string): number {
  const size = shape.reduce<number>((product, length) => product * (length ?? Number.NaN), 1);
  if (Number.isFinite(size)) return size;
  throw new PolyheadError(
    "config-invalid",
    `Experts can be mixed where their features have one size for all examples; at "${name}" they are [batch, ${shape.map((length) => length ?? "?").join(", ")}]. Give the input a fixed length, or mix whole trunks (mmoe, cgc).`,
    { details: { name, shape } },
  );
}
