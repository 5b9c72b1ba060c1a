import * as v from "valibot";
import { validate } from "../validate.ts";

/** How many; the graph's output is `[batch]`, the expected count, 0 or more. */
export interface CountTask {
  readonly kind: "count";
}

/** A count task with what was learned of its labels. */
export interface FittedCount extends CountTask {
  /** mean of the labels, where the head starts */
  readonly mean: number;
  /** mean Poisson deviance of predicting `mean`, which the loss is a share of */
  readonly deviance: number;
}

/** What a count task predicts for one example. */
export interface CountPrediction {
  /** expected count, 0 or more */
  readonly rate: number;
}

const countEntries: { kind: v.GenericSchema<"count"> } = { kind: v.literal("count") };

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0, "should be strictly positive"));

export const fittedCountEntries: {
  kind: v.GenericSchema<"count">;
  mean: v.GenericSchema<number>;
  deviance: v.GenericSchema<number>;
} = { ...countEntries, mean: positive, deviance: positive };

/**
 * Declares a task that predicts how many: labels are numbers from 0 on, and the rate of a Poisson distribution is learned.
 *
 * @throws PolyheadError `config-invalid`
 */
export function count(options: Readonly<Record<string, never>> = {}): CountTask {
  validate(v.strictObject(countEntries), { ...options, kind: "count" }, "count()", "config-invalid");
  return { kind: "count" };
}
