import { PolyheadError } from "@polyhead/spec";
import type { BalancedTask } from "./balancing.ts";
import { methodOption, type Rule } from "./method-option.ts";

/** A number for some of the tasks, by name. */
export type TaskValues = Readonly<Record<string, number>>;

/**
 * The numbers in the order of the tasks.
 *
 * @param what the option, for errors: `stch({ ideal })`
 * @throws PolyheadError `config-invalid` for a task that is not there
 */
export function inTaskOrder(
  tasks: readonly BalancedTask[],
  values: TaskValues,
  missing: number,
  what: string,
): number[] {
  const names = tasks.map((task) => task.name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown === undefined) return names.map((name) => values[name] ?? missing);
  throw new PolyheadError(
    "config-invalid",
    `${what} should name tasks of the model; received "${unknown}", and the tasks are ${names.join(", ")}.`,
    { details: { task: unknown, tasks: names } },
  );
}

/** @throws PolyheadError `config-invalid` unless every number is finite and keeps the rule */
export function checkTaskValues(method: string, option: string, values: TaskValues, rule: Rule): TaskValues {
  for (const [task, value] of Object.entries(values)) methodOption(method, `${option}.${task}`, value, rule);
  return values;
}
