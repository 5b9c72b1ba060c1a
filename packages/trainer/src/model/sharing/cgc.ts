import { wholeNumber } from "../check-option.ts";
import { knownOptions } from "../known-options.ts";
import { progressiveExtraction } from "./extraction.ts";
import type { Sharing } from "./sharing.ts";

/**
 * Customized gate control: whole trunks as experts, some for each task alone and some for all; a task's gate, which reads
 * the inputs, mixes its own and the shared ones.
 *
 * Tang, Liu, Zhao, Gong 2020, "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning (MTL) Model for
 * Personalized Recommendations", section "Customized Gate Control".
 *
 * @param options.specificExperts for each task; default 1
 * @param options.sharedExperts for all tasks; default 1
 * @throws PolyheadError `config-invalid`
 */
export function cgc(options: { specificExperts?: number; sharedExperts?: number } = {}): Sharing {
  knownOptions(options, ["specificExperts", "sharedExperts"], "cgc()");
  return progressiveExtraction("cgc", 1, {
    specific: wholeNumber("cgc({ specificExperts })", options.specificExperts ?? 1, 1),
    shared: wholeNumber("cgc({ sharedExperts })", options.sharedExperts ?? 1, 1),
  });
}
