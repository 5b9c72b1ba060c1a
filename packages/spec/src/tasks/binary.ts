import * as v from "valibot";
import { validate } from "../validate.ts";
import { classLoss, classLossEntries, type BalancedWeights, type ClassLoss } from "./class-loss.ts";

/** Yes or no; the graph's output is `[batch]`, the probability of yes. */
export interface BinaryTask<
  Positive extends string = string,
  Negative extends string = string,
> extends ClassLoss<Positive | Negative> {
  readonly kind: "binary";
  readonly positive: Positive;
  readonly negative: Negative;
}

/** A binary task with what was learned for its loss. */
export type FittedBinary = BinaryTask & BalancedWeights;

/** What a binary task predicts for one example. */
export interface BinaryPrediction<Positive extends string = string, Negative extends string = string> {
  /** whether `probability` is above 0.5 */
  readonly positive: boolean;
  /** the same by name */
  readonly class: Positive | Negative;
  /** of `positive`, 0 to 1 */
  readonly probability: number;
}

const name = v.pipe(v.string(), v.nonEmpty("should not be empty"));

export const binaryEntries: {
  kind: v.GenericSchema<"binary">;
  positive: v.GenericSchema<string>;
  negative: v.GenericSchema<string>;
} & typeof classLossEntries = {
  kind: v.literal("binary"),
  positive: name,
  negative: name,
  ...classLossEntries,
};

/**
 * Declares a task that tells yes from no; its labels are true and false, 1 and 0, or the two names ("yes" and "no").
 *
 * @throws PolyheadError `config-invalid`
 */
export function binary<const Positive extends string = "yes", const Negative extends string = "no">(
  options: { positive?: Positive; negative?: Negative } & ClassLoss<Positive | Negative> = {},
): BinaryTask<NoInfer<Positive>, NoInfer<Negative>> {
  const named = { positive: "yes", negative: "no", ...options, kind: "binary" };
  const schema = v.pipe(
    v.strictObject(binaryEntries),
    v.forward(
      v.check((task) => task.positive !== task.negative, "should differ from `positive`"),
      ["negative"],
    ),
  );
  const names = validate(schema, named, "binary()", "config-invalid");
  const [negative, positive] = [names.negative as Negative, names.positive as Positive];
  return { kind: "binary", positive, negative, ...classLoss(options, [negative, positive], "binary()") };
}
