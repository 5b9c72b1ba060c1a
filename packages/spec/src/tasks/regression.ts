import * as v from "valibot";
import { validate } from "../validate.ts";

/** One number; the graph's output is `[batch]`, in the task's own unit. */
export interface RegressionTask {
  readonly kind: "regression";
  /** what the number counts, for people: "°", "kWh", "USD" */
  readonly unit?: string;
}

/** What a regression task predicts for one example. */
export interface RegressionPrediction {
  /** in the task's unit */
  readonly value: number;
  readonly unit?: string;
}

export const regressionEntries: {
  kind: v.GenericSchema<"regression">;
  unit: v.OptionalSchema<v.GenericSchema<string>, undefined>;
} = {
  kind: v.literal("regression"),
  unit: v.optional(v.pipe(v.string(), v.maxLength(50, "should be at most 50 characters"))),
};

/**
 * Declares a task that predicts one number.
 *
 * @throws PolyheadError `config-invalid`
 */
export function regression(options: { unit?: string } = {}): RegressionTask {
  validate(
    v.strictObject(regressionEntries),
    { ...options, kind: "regression" },
    "regression()",
    "config-invalid",
  );
  return options.unit === undefined ? { kind: "regression" } : { kind: "regression", unit: options.unit };
}
