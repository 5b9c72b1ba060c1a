import { PolyheadError } from "@polyhead/spec";
import { knownOptions } from "../model/known-options.ts";
import { positiveIntegers } from "../model/positive-integers.ts";
import type { Schedule } from "./schedule.ts";

interface PlateauState {
  readonly factor: number;
  readonly best: number | null;
  readonly waited: number;
}

/**
 * Multiplied by `factor` whenever the score on validation has not improved for `patience` epochs.
 *
 * @param options.patience epochs; default 5
 * @param options.factor above 0 and below 1; default 0.5
 * @throws PolyheadError `config-invalid`
 */
export function plateau(options: { patience?: number; factor?: number } = {}): Schedule {
  knownOptions(options, ["patience", "factor"], "plateau()");
  const [patience = 5] = positiveIntegers([options.patience ?? 5], "plateau({ patience })");
  const { factor = 0.5 } = options;
  if (!(factor > 0 && factor < 1))
    throw new PolyheadError(
      "config-invalid",
      `Schedule plateau: \`factor\` should be above 0 and below 1. Received ${String(factor)}.`,
      { details: { received: factor } },
    );
  const schedule = { name: "plateau", patience, decay: factor };
  return {
    ...schedule,
    create() {
      let state: PlateauState = { factor: 1, best: null, waited: 0 };
      return {
        factor: () => state.factor,
        endEpoch(score) {
          const improved = state.best === null || score > state.best;
          const waited = improved ? 0 : state.waited + 1;
          const lowers = waited >= patience;
          state = {
            factor: lowers ? state.factor * factor : state.factor,
            best: improved ? score : state.best,
            waited: lowers ? 0 : waited,
          };
        },
        save: () => state,
        restore(saved) {
          state = saved as PlateauState;
        },
      };
    },
  };
}
