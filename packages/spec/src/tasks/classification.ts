import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";
import { classLoss, classLossEntries, type BalancedWeights, type ClassLoss } from "./class-loss.ts";

/** Most classes that one task may have. */
export const MAX_CLASSES = 100_000;

/** One class out of a list; the graph's output is `[batch, classes]` probabilities. */
export interface ClassificationTask<Class extends string = string> extends ClassLoss<Class> {
  readonly kind: "classification";
  readonly classes: readonly Class[];
}

/** A classification with what was learned for its loss. */
export type FittedClassification = ClassificationTask & BalancedWeights;

/** What a classification task predicts for one example. */
export interface ClassificationPrediction<Class extends string = string> {
  /** the most probable class */
  readonly class: Class;
  /** its probability, 0 to 1 */
  readonly probability: number;
  /** every class's probability; they sum to 1 */
  readonly probabilities: Readonly<Record<Class, number>>;
}

export const classificationEntries: {
  kind: v.GenericSchema<"classification">;
  classes: v.GenericSchema<readonly string[]>;
} & typeof classLossEntries = {
  kind: v.literal("classification"),
  classes: distinctStrings(2, MAX_CLASSES),
  ...classLossEntries,
};

/**
 * Declares a task that picks one of `classes`.
 *
 * @throws PolyheadError `config-invalid`
 */
export function classification<const Class extends string>(
  options: { classes: readonly Class[] } & ClassLoss<NoInfer<Class>>,
): ClassificationTask<Class> {
  validate(
    v.strictObject(classificationEntries),
    { ...options, kind: "classification" },
    "classification()",
    "config-invalid",
  );
  const { classes } = options;
  return { kind: "classification", classes, ...classLoss(options, classes, "classification()") };
}
