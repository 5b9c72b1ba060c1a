import { randomSource } from "../../data/random.ts";
import type { Resumable } from "../balancing.ts";
import { savedReader } from "../saved-state.ts";

/** For each task the others in random order, new at every step; what there is to save is the number of the step. */
export interface RandomOrders extends Resumable {
  /** Σ over tasks of what `visit` gives, `[T]` each. */
  sum(visit: (own: number, others: readonly number[]) => Float64Array): Float64Array;
}

export function randomOrders(method: string, tasks: number, seed: number): RandomOrders {
  let step = 0;
  return {
    sum(visit) {
      const random = randomSource(seed, "balancing", method, step++);
      const total = new Float64Array(tasks);
      for (let own = 0; own < tasks; own++) {
        const others = Array.from({ length: tasks - 1 }, (_, index) => (index < own ? index : index + 1));
        random.shuffle(others);
        for (const [index, value] of visit(own, others).entries()) total[index]! += value;
      }
      return total;
    },
    save: () => ({ json: { step } }),
    restore(saved) {
      step = savedReader(method, saved).count("step");
    },
  };
}
