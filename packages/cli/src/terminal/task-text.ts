import type { TaskSpec } from "@polyhead/spec";

/** A task in a line: its kind, and what it tells apart. */
export function describeTask(task: TaskSpec): string {
  switch (task.kind) {
    case "binary":
      return `binary: ${task.positive} or ${task.negative}`;
    case "classification":
      return `classification: ${shortened(task.classes)}`;
    case "multiLabel":
      return `multi-label: ${shortened(task.labels)}`;
    case "ordinal":
      return `ordinal: ${shortened(task.levels)}`;
    case "regression": {
      const unit = task.unit === undefined ? "" : ` (${task.unit})`;
      const loss = task.loss === undefined ? "" : `, ${task.loss}`;
      return `regression${unit}${loss}${task.names === undefined ? "" : `: ${shortened(task.names)}`}`;
    }
    case "tagging":
      return `tagging: ${shortened(task.entities)}`;
    default:
      return task.kind;
  }
}

/** At most eight names. */
export function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown}, … (${names.length})` : shown;
}
