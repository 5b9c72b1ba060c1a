import type { GramianBalancing } from "../balancing.ts";
import { randomOrders } from "./random-orders.ts";

/**
 * Gradient surgery: each gradient loses its part against every other one that it conflicts with; the results are added.
 *
 * Yu et al. 2020, "Gradient Surgery for Multi-Task Learning", algorithm 1: the others are visited in random order.
 */
export function pcgrad(): GramianBalancing {
  return {
    kind: "gramian",
    name: "pcgrad",
    heads: "unweighted",
    create(tasks, seed) {
      const orders = randomOrders("pcgrad", tasks.length, seed);
      return {
        weigh: (gramian) => orders.sum((own, others) => surgery(gramian, own, others)),
        save: () => orders.save(),
        restore: (saved) => orders.restore(saved),
      };
    },
  };
}

/** The shares of all gradients in the one of task `own` after its projections. */
function surgery(gramian: Float64Array, own: number, others: readonly number[]): Float64Array {
  const order = others.length + 1;
  const shares = new Float64Array(order);
  shares[own] = 1;
  for (const other of others) {
    let product = 0;
    for (let task = 0; task < order; task++) product += shares[task]! * gramian[other * order + task]!;
    const square = gramian[other * (order + 1)]!;
    if (product < 0 && square > 0) shares[other]! -= product / square;
  }
  return shares;
}
