import type { Variable } from "@tensorflow/tfjs-core";
import { reachedVariables } from "./reached-variables.ts";
import type { StepOptions } from "./training-step.ts";

/** The key of the variables that several tasks reach, among those of the tasks. */
export const SHARED = "shared";

/** What the learning rate of a variable is multiplied by: the factor of the one task that reaches it, or of the shared ones. */
export function ratesOf({ model, spec, rates = {} }: StepOptions): (variable: Variable) => number {
  const names = Object.keys(spec.tasks);
  const reached = reachedVariables(model);
  return (variable) => {
    const tasks = names.filter((_, index) => reached[index]?.has(variable));
    const [key] = tasks.length > 1 ? [SHARED] : tasks;
    return (key === undefined ? undefined : rates[key]) ?? 1;
  };
}
