import { knownOptions } from "../../model/known-options.ts";
import { assignedValues } from "../assigned-values.ts";
import type { LossBalancing } from "../balancing.ts";
import { methodOption, positive } from "../method-option.ts";
import { listed, savedReader } from "../saved-state.ts";
import { softmaxOf } from "../linear-algebra/softmax.ts";
import { LOSS_FLOOR } from "./loss-floor.ts";

export interface DwaOptions {
  /** τ: the larger, the more even the weights; default 2 */
  readonly temperature?: number;
}

/**
 * Dynamic weight average: a task whose loss falls more slowly than the others' weighs more.
 *
 * Liu, Johns, Davison 2019, "End-to-End Multi-Task Learning with Attention", equation 7: in epoch e,
 * `λ = T·softmax((L̄ₑ₋₁/L̄ₑ₋₂)/τ)` with mean losses L̄; for two epochs, 1.
 *
 * @throws PolyheadError `config-invalid`
 */
export function dwa(options: DwaOptions = {}): LossBalancing {
  knownOptions(options, ["temperature"], "dwa()");
  const temperature = methodOption("dwa", "temperature", options.temperature ?? 2, positive);
  return {
    kind: "losses",
    name: "dwa",
    options,
    create(tasks) {
      let last: Float64Array | undefined;
      const assigned = assignedValues(new Float32Array(tasks.length).fill(1));
      return {
        variables: [],
        state: [assigned.variable],
        balance: () => ({ weights: assigned.variable }),
        endEpoch(losses) {
          const before = last;
          const seen = Float64Array.from(losses, (loss, index) =>
            Number.isNaN(loss) ? (before?.[index] ?? 1) : loss,
          );
          last = seen;
          if (before === undefined) return;
          const rates = [...seen].map(
            (loss, index) => loss / Math.max(before[index]!, LOSS_FLOOR) / temperature,
          );
          assigned.set(Float32Array.from(softmaxOf(rates), (share) => share * tasks.length));
        },
        save: () => ({ json: { last: listed(last) } }),
        restore(saved) {
          last = savedReader("dwa", saved).optionalNumbers("last", tasks.length);
        },
        dispose: () => assigned.variable.dispose(),
      };
    },
  };
}
