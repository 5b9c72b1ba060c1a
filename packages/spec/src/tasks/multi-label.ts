import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";
import { classLoss, classLossEntries, type BalancedWeights, type ClassLoss } from "./class-loss.ts";
import { MAX_CLASSES } from "./classification.ts";

/** Any number of labels out of a list; the graph's output is `[batch, labels]`, the probability of each. */
export interface MultiLabelTask<Name extends string = string> extends ClassLoss<Name> {
  readonly kind: "multiLabel";
  readonly labels: readonly Name[];
}

/** A multi-label task with what was learned for its loss. */
export type FittedMultiLabel = MultiLabelTask & BalancedWeights;

/** What a multi-label task predicts for one example. */
export interface MultiLabelPrediction<Name extends string = string> {
  /** those whose probability is above 0.5, in the task's order */
  readonly labels: readonly Name[];
  /** of each label on its own, 0 to 1 */
  readonly probabilities: Readonly<Record<Name, number>>;
}

export const multiLabelEntries: {
  kind: v.GenericSchema<"multiLabel">;
  labels: v.GenericSchema<readonly string[]>;
} & typeof classLossEntries = {
  kind: v.literal("multiLabel"),
  labels: distinctStrings(1, MAX_CLASSES),
  ...classLossEntries,
};

/**
 * Declares a task that tells of each of `labels` whether it is there. An example's label is the list of names that are, or a
 * list of a 1, a 0 or a null (not known) for each. `classWeights` weigh a label's presence; "balanced" its absence, too.
 *
 * @throws PolyheadError `config-invalid`
 */
export function multiLabel<const Name extends string>(
  options: { labels: readonly Name[] } & ClassLoss<NoInfer<Name>>,
): MultiLabelTask<Name> {
  validate(
    v.strictObject(multiLabelEntries),
    { ...options, kind: "multiLabel" },
    "multiLabel()",
    "config-invalid",
  );
  const { labels } = options;
  return { kind: "multiLabel", labels, ...classLoss(options, labels, "multiLabel()") };
}
