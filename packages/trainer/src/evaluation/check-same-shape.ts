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
      .map(([name]) => ({ lacks: config[side][name] === undefined, name: `${side.slice(0, -1)} "${name}"` })),
  );
  if (others.length === 0) return;
  const lacking = others.filter(({ lacks }) => lacks).map(({ name }) => name);
  const differing = others.filter(({ lacks }) => !lacks).map(({ name }) => name);
  const parts = [
    ...(lacking.length > 0 ? [`it lacks ${lacking.join(" and ")}`] : []),
    ...(differing.length > 0
      ? [`${differing.join(" and ")} differ${differing.length === 1 ? "s" : ""}`]
      : []),
  ];
  throw new PolyheadError(
    "config-invalid",
    `The config should be the one that ${model} was trained with; ${parts.join(", and ")}. Name it with --config${lacking.length > 0 ? ", or add what is lacking" : ""}.`,
    { details: { model, differences: others.map(({ name }) => name) } },
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
