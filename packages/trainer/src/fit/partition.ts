import { PolyheadError } from "@polyhead/spec";
import type { Variable } from "@tensorflow/tfjs-core";
import { reachedVariables } from "./reached-variables.ts";
import type { StepOptions } from "./training-step.ts";

/** A model's trainable variables by whether several tasks reach them. */
export interface Partition {
  readonly shared: readonly Variable[];
  readonly own: readonly Variable[];
  /** The place of the one task that reaches a variable. */
  readonly taskOf: (variable: Variable) => number | undefined;
}

/** @throws PolyheadError `config-invalid` where no variable that is to be trained is shared */
export function partition(
  { model, balancing }: StepOptions,
  rateOf: (variable: Variable) => number,
): Partition {
  const reached = reachedVariables(model);
  const all = model.trainableWeights
    .map((weight) => weight.read() as Variable)
    .filter((one) => rateOf(one) > 0);
  const tasksOf = (variable: Variable): number[] =>
    reached.flatMap((variables, task) => (variables.has(variable) ? [task] : []));
  const shared = all.filter((variable) => tasksOf(variable).length > 1);
  if (shared.length === 0)
    throw new PolyheadError(
      "config-invalid",
      `The balancing method "${balancing.name}" needs trainable variables that several tasks share; this model has none. Unfreeze its trunk, choose a way of sharing with common weights (softSharing() has none), or a method that looks at losses alone, such as uncertainty().`,
      { details: { balancing: balancing.name } },
    );
  const own = all.filter((variable) => tasksOf(variable).length <= 1);
  return { shared, own, taskOf: (variable) => (own.includes(variable) ? tasksOf(variable)[0] : undefined) };
}
