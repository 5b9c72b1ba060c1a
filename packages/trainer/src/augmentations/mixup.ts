import { knownOptions } from "../model/known-options.ts";
import { share } from "../model/check-option.ts";
import { PolyheadError } from "@polyhead/spec";
import type { Random } from "../data/random.ts";
import type { BatchMixing } from "./augmentation.ts";

/**
 * Mixes each example of a batch with another one, inputs and all tasks' labels alike: with λ drawn from Beta(α, α) for every
 * batch, the inputs are λ·x + (1 − λ)·x′, and a task's loss is λ·l(y) + (1 − λ)·l(y′), each part only where its label is
 * there. Needs inputs that are numbers: pictures and numeric columns.
 *
 * Zhang et al. 2018, "mixup: Beyond Empirical Risk Minimization", equation 1 (α .1 to .4 on pictures).
 *
 * @param options `alpha`: above 0, at most 1; default 0.2
 * @throws PolyheadError `config-invalid`
 */
export function mixup(options: { readonly alpha?: number } = {}): BatchMixing {
  knownOptions(options, ["alpha"], "mixup()");
  const alpha = share("mixup({ alpha })", options.alpha ?? 0.2);
  if (alpha === 0)
    throw new PolyheadError("config-invalid", "mixup({ alpha }) should be above 0; received 0.", {
      details: { received: 0 },
    });
  return { kind: "batch", name: "mixup", options, share: (random) => beta(alpha, random) };
}

/** Beta(α, α) for α up to 1 (Jöhnk 1964). */
function beta(alpha: number, random: Random): number {
  for (;;) {
    const [x, y] = [random.uniform() ** (1 / alpha), random.uniform() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
