/** Kinds of tasks that flags can describe; a config describes any. */
export const ADAPTED_KINDS = ["classification", "binary", "regression", "count"] as const;

/** How a new task was described on the command line. */
export interface TaskFlags {
  readonly task?: string;
  readonly kind?: (typeof ADAPTED_KINDS)[number];
  readonly classes?: readonly string[];
  readonly unit?: string;
  readonly trunkRate: number;
}
