import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing } from "../balancing.ts";
import { quadraticForm, trace } from "../linear-algebra/square.ts";
import { fraction, methodOption } from "../method-option.ts";
import { savedReader } from "../saved-state.ts";
import { randomOrders } from "./random-orders.ts";

export interface GradvacOptions {
  /** how fast the cosines aimed at follow those seen; default 0.5, as in LibMTL; the paper has 0.01 */
  readonly beta?: number;
}

/**
 * Gradient vaccine: each gradient is turned towards every other one until their cosine is what it used to be.
 *
 * Wang et al. 2021, "Gradient Vaccine: Investigating and Improving Multi-task Optimization in Massively Multilingual
 * Models", algorithm 1, over all shared parameters at once; the others are visited in random order.
 *
 * @throws PolyheadError `config-invalid`
 */
export function gradvac(options: GradvacOptions = {}): GramianBalancing {
  knownOptions(options, ["beta"], "gradvac()");
  const beta = methodOption("gradvac", "beta", options.beta ?? 0.5, fraction);
  return {
    kind: "gramian",
    name: "gradvac",
    options,
    heads: "unweighted",
    create(tasks, seed) {
      const orders = randomOrders("gradvac", tasks.length, seed);
      let cosines: Float64Array = new Float64Array(tasks.length ** 2);
      return {
        weigh(gramian) {
          const size = trace(gramian);
          const normalized = size > 0 ? gramian.map((value) => value / size) : gramian;
          return orders.sum((own, others) => vaccinate(normalized, cosines, beta, own, others));
        },
        save: () => ({ json: { ...(orders.save().json as object), cosines: [...cosines] } }),
        restore(saved) {
          orders.restore(saved);
          cosines = savedReader("gradvac", saved).numbers("cosines", tasks.length ** 2);
        },
      };
    },
  };
}

/** The shares of all gradients in the one of task `own` after its turns; moves the cosines aimed at. */
function vaccinate(
  gramian: Float64Array,
  cosines: Float64Array,
  beta: number,
  own: number,
  others: readonly number[],
): Float64Array {
  const order = others.length + 1;
  const shares = new Float64Array(order);
  shares[own] = 1;
  for (const other of others) {
    const norm = Math.sqrt(quadraticForm(gramian, shares));
    const otherNorm = Math.sqrt(Math.max(0, gramian[other * (order + 1)]!));
    if (!(norm * otherNorm > 0)) continue;
    let product = 0;
    for (let task = 0; task < order; task++) product += shares[task]! * gramian[other * order + task]!;
    const cosine = Math.min(1, Math.max(-1, product / (norm * otherNorm)));
    const aim = cosines[own * order + other]!;
    if (cosine < aim) shares[other]! += (norm / otherNorm) * turn(cosine, aim);
    cosines[own * order + other] = (1 - beta) * aim + beta * cosine;
  }
  return shares;
}

/** How much of a unit vector, added to another one, takes their cosine to `aim`. */
function turn(cosine: number, aim: number): number {
  const sine = Math.sqrt(1 - aim ** 2);
  // No finite amount reaches a cosine of 1.
  if (sine < 1e-8) return 0;
  return (aim * Math.sqrt(1 - cosine ** 2) - cosine * sine) / sine;
}
