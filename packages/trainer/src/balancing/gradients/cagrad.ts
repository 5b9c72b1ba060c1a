import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing } from "../balancing.ts";
import { minimumNormWeights } from "../linear-algebra/minimum-norm.ts";
import { monotoneRoot } from "../linear-algebra/monotone-root.ts";
import { quadraticForm, times, trace, uniform } from "../linear-algebra/square.ts";
import { atLeastZero, methodOption } from "../method-option.ts";
import { gramianMethod } from "./gramian-method.ts";

export interface CagradOptions {
  /** radius of the ball around the mean gradient, as a share of its length; default 0.5; no conflict is left from 1 on */
  readonly c?: number;
  /** divides by 1 + c², as the authors' code does; default true */
  readonly rescale?: boolean;
}

/** The shortest combination of gradients counts as this long at least, of a Jacobian of norm 1. */
const SHORTEST = 1e-4;

/**
 * Conflict-averse gradient descent: near the mean gradient g₀, the direction whose worst improvement is best.
 *
 * Liu et al. 2021, "Conflict-Averse Gradient Descent for Multi-task Learning", algorithm 1:
 * `d = g₀ + (c‖g₀‖/‖g_w‖)·g_w`, with the w on the simplex for which `g_wᵀg₀ + c‖g₀‖‖g_w‖` is least.
 *
 * @throws PolyheadError `config-invalid`
 */
export function cagrad(options: CagradOptions = {}): GramianBalancing {
  knownOptions(options, ["c", "rescale"], "cagrad()");
  const c = methodOption("cagrad", "c", options.c ?? 0.5, atLeastZero);
  const divisor = (options.rescale ?? true) ? 1 + c ** 2 : 1;
  const method = gramianMethod("cagrad", "unweighted", (gramian) =>
    conflictAverse(gramian, c).map((weight) => weight / divisor),
  );
  return { ...method, options };
}

/**
 * For a given factor λ of g_w, the w of the dual problem makes g₀ + λ·g_w shortest; λ‖g_w‖, which never falls with λ,
 * is to be c‖g₀‖.
 */
function conflictAverse(gramian: Float64Array, c: number): Float64Array {
  const order = Math.sqrt(gramian.length);
  const mean = uniform(order);
  const size = trace(gramian);
  if (!(size > 0)) return mean;
  const normalized = gramian.map((value) => value / size);
  const radius = c * Math.sqrt(quadraticForm(normalized, mean));
  if (radius === 0) return mean;
  const products = times(normalized, mean);
  const mixture = (factor: number): Float64Array =>
    minimumNormWeights(shifted(normalized, products, quadraticForm(normalized, mean), factor));
  const length = (weights: Float64Array): number => Math.sqrt(quadraticForm(normalized, weights));
  const shortest = Math.max(SHORTEST, length(minimumNormWeights(normalized)));
  const reach = (factor: number): number => factor * length(mixture(factor));
  const factor = monotoneRoot(reach, radius, radius, radius / shortest);
  return mixture(factor).map((weight) => 1 / order + factor * weight);
}

/** The Gramian of the vectors g₀ + factor·gₜ. @param products gₜᵀg₀ @param square ‖g₀‖² */
function shifted(
  gramian: Float64Array,
  products: Float64Array,
  square: number,
  factor: number,
): Float64Array {
  const order = products.length;
  return gramian.map((value, index) => {
    const row = Math.floor(index / order);
    return factor ** 2 * value + factor * (products[row]! + products[index % order]!) + square;
  });
}
