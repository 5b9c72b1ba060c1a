import type { FittedSpec } from "@polyhead/spec";
import type { BalancedTask } from "../balancing/balancing.ts";
import { taskKind } from "../tasks/task-kinds.ts";

/** What balancing methods may know of the tasks. */
export function balancedTasks(spec: FittedSpec): BalancedTask[] {
  return Object.entries(spec.tasks).map(([name, task]) => ({
    name,
    likelihood: taskKind(task).likelihood(task),
  }));
}
