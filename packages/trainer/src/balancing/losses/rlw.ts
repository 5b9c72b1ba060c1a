import { randomSource } from "../../data/random.ts";
import { assignedValues } from "../assigned-values.ts";
import type { LossBalancing } from "../balancing.ts";
import { savedReader } from "../saved-state.ts";
import { softmaxOf } from "../linear-algebra/softmax.ts";

/**
 * Random loss weighting: new weights at every step.
 *
 * Lin et al. 2022, "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning", algorithm 1:
 * the softmax of T numbers drawn from the normal distribution.
 */
export function rlw(): LossBalancing {
  return {
    kind: "losses",
    name: "rlw",
    create(tasks, seed) {
      let step = 0;
      const assigned = assignedValues(new Float32Array(tasks.length).fill(1 / tasks.length));
      return {
        variables: [],
        state: [assigned.variable],
        beforeStep() {
          const random = randomSource(seed, "balancing", "rlw", step++);
          assigned.set(Float32Array.from(softmaxOf(tasks.map(() => random.normal()))));
        },
        balance: () => ({ weights: assigned.variable }),
        save: () => ({ json: { step } }),
        restore(saved) {
          step = savedReader("rlw", saved).count("step");
        },
        dispose: () => assigned.variable.dispose(),
      };
    },
  };
}
