import { randomSource } from "../../data/random.ts";
import type { LossBalancing } from "../balancing.ts";
import { savedReader } from "../saved-state.ts";
import { drawnWeights, softmaxOf } from "./drawn-weights.ts";

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
      const drawn = drawnWeights(tasks.map(() => 1 / tasks.length));
      return {
        variables: [],
        state: [drawn.variable],
        beforeStep() {
          const random = randomSource(seed, "balancing", "rlw", step++);
          drawn.set(softmaxOf(tasks.map(() => random.normal())));
        },
        balance: () => ({ weights: drawn.weights }),
        save: () => ({ json: { step } }),
        restore(saved) {
          step = savedReader("rlw", saved).count("step");
        },
        dispose: () => drawn.variable.dispose(),
      };
    },
  };
}
