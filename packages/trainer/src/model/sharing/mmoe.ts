import { wholeNumber } from "../check-option.ts";
import { knownOptions } from "../known-options.ts";
import { gate } from "./mixture.ts";
import type { Sharing } from "./sharing.ts";
import { expertReport, gateOf, wholeExperts } from "./whole-experts.ts";

/**
 * Several trunks as experts, mixed for each task by a gate that reads the inputs: `f_t(x) = Σ_e softmax(W_t x + b_t)_e f_e(x)`.
 *
 * Ma, Zhao, Yi, Chen, Hong, Chi 2018, "Modeling Task Relationships in Multi-task Learning with Multi-gate
 * Mixture-of-Experts", section 4.2.
 *
 * @param options.experts how many; default 4 (the paper's, of one layer each, are 8)
 * @throws PolyheadError `config-invalid`
 */
export function mmoe(options: { experts?: number } = {}): Sharing {
  knownOptions(options, ["experts"], "mmoe()");
  const experts = wholeNumber("mmoe({ experts })", options.experts ?? 4, 2);
  return {
    kind: "mmoe",
    options: { experts },
    build: (parts) =>
      wholeExperts(parts, experts, (task) => gate(parts.trunk.flat, experts, gateOf(task), parts.nextSeed)),
    inspect: (model, tasks, inputs) => expertReport("mmoe", model, tasks, inputs),
  };
}
