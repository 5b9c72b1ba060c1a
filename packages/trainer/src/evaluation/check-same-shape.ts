import { PolyheadError, type FittedSpec, type ModelShape } from "@polyhead/spec";
import { isDeepStrictEqual } from "node:util";

/**
 * Checks that a config has every input and task of a model, as the model has them; it may have more tasks.
 *
 * @param model what was trained with it, for errors
 * @throws PolyheadError `config-invalid` naming what differs
 */
export function checkSameShape(config: ModelShape, spec: FittedSpec, model: string): void {
  const others = (["inputs", "tasks"] as const).flatMap((side) =>
    Object.entries(spec[side])
      .filter(([name, fitted]) => !isDeepStrictEqual(declared(fitted), { ...config[side][name] }))
      .map(([name]) => `${side === "inputs" ? "input" : "task"} "${name}"`),
  );
  if (others.length === 0) return;
  throw new PolyheadError(
    "config-invalid",
    `The config should be the one that ${model} was trained with; ${others.join(" and ")} differ${others.length === 1 ? "s" : ""}. Name it with --config.`,
    { details: { model, differences: others } },
  );
}

/** What fitting adds to an input or a task. */
const LEARNED: ReadonlySet<string> = new Set([
  "normalizer",
  "vocabularies",
  "vocabulary",
  "merges",
  "balancedWeights",
  "mean",
  "deviance",
]);

/** What a config says of it, without what was learned. */
function declared(fitted: object): object {
  return Object.fromEntries(Object.entries(fitted).filter(([key]) => !LEARNED.has(key)));
}
