import { wholeNumber } from "../check-option.ts";
import { knownOptions } from "../known-options.ts";
import { progressiveExtraction } from "./extraction.ts";
import type { Sharing } from "./sharing.ts";

/**
 * Progressive layered extraction: customized gate control at several levels. Each level's experts are runs of the trunk's
 * blocks; a task's gate mixes its own and the shared experts, a shared gate all of them, and the next level reads what they
 * mixed. The first level's gates read the inputs, the others the mean over positions of what they mix.
 *
 * Tang, Liu, Zhao, Gong 2020, "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning (MTL) Model for
 * Personalized Recommendations", section "Progressive Layered Extraction".
 *
 * @param options.levels at most the trunk's blocks; default 2, or 1 where the trunk has one block
 * @param options.specificExperts of a level, for each task; default 1
 * @param options.sharedExperts of a level, for all tasks; default 1
 * @throws PolyheadError `config-invalid`
 */
export function ple(
  options: { levels?: number; specificExperts?: number; sharedExperts?: number } = {},
): Sharing {
  knownOptions(options, ["levels", "specificExperts", "sharedExperts"], "ple()");
  const { levels } = options;
  return progressiveExtraction(
    "ple",
    levels === undefined ? undefined : wholeNumber("ple({ levels })", levels, 1),
    {
      specific: wholeNumber("ple({ specificExperts })", options.specificExperts ?? 1, 1),
      shared: wholeNumber("ple({ sharedExperts })", options.sharedExperts ?? 1, 1),
    },
  );
}
