// C classes, K labels
import * as v from "valibot";
import { PolyheadError } from "../error.ts";

/** How a loss treats classes that are rare, labels that are wrong, and examples that are easy. */
export interface ClassLoss<Class extends string = string> {
  /**
   * What an example of a class counts in the loss, smoothing included, and the α of a focal loss: a number for each, or "balanced",
   * which is `examples / (classes · examples of the class)` over the rows trained on. Default: all the same.
   */
  readonly classWeights?: "balanced" | Readonly<Record<Class, number>>;
  /** Label smoothing ε, 0 to 1: each target becomes `(1 − ε)·target + ε / classes` (Szegedy et al. 2016, section 7). Default 0. */
  readonly labelSmoothing?: number;
  /** Focal loss with this γ: a loss counts `(1 − p)^γ`, where p is the probability of its label (Lin et al. 2017, eq. 4). Default 0. */
  readonly focalGamma?: number;
}

/** What "balanced" class weights came to. */
export interface BalancedWeights {
  /** by class, or K times that of a label's absence and its presence; only with `classWeights: "balanced"` */
  readonly balancedWeights?: readonly number[];
}

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0, "should be above 0"));

export const classLossEntries: {
  classWeights: v.OptionalSchema<v.GenericSchema<"balanced" | Record<string, number>>, undefined>;
  labelSmoothing: v.OptionalSchema<v.GenericSchema<number>, undefined>;
  focalGamma: v.OptionalSchema<v.GenericSchema<number>, undefined>;
} = {
  classWeights: v.optional(
    v.union(
      [v.literal("balanced"), v.record(v.string(), positive)],
      'should be "balanced" or a number above 0 for each class',
    ),
  ),
  labelSmoothing: v.optional(
    v.pipe(v.number(), v.minValue(0, "should be at least 0"), v.ltValue(1, "should be below 1")),
  ),
  focalGamma: v.optional(
    v.pipe(v.number(), v.minValue(0, "should be at least 0"), v.maxValue(100, "should be at most 100")),
  ),
};

export const balancedEntries: {
  balancedWeights: v.OptionalSchema<v.GenericSchema<readonly number[]>, undefined>;
} = { balancedWeights: v.optional(v.array(v.pipe(v.number(), v.finite()))) };

/** The options that were given. @throws PolyheadError `config-invalid` for weights of other classes */
export function classLoss<Class extends string>(
  { classWeights, labelSmoothing, focalGamma }: ClassLoss<Class>,
  classes: readonly Class[],
  what: string,
): ClassLoss<Class> {
  if (typeof classWeights === "object") checkClasses(Object.keys(classWeights), classes, what);
  return {
    ...(classWeights !== undefined && { classWeights }),
    ...(labelSmoothing !== undefined && { labelSmoothing }),
    ...(focalGamma !== undefined && { focalGamma }),
  };
}

function checkClasses(received: readonly string[], classes: readonly string[], what: string): void {
  const missing = classes.find((name) => !received.includes(name));
  const unknown = received.find((name) => !classes.includes(name));
  if (missing === undefined && unknown === undefined) return;
  const fault = missing === undefined ? `"${unknown}" is not one of them` : `"${missing}" has none`;
  throw new PolyheadError(
    "config-invalid",
    `${what}: \`classWeights\` should have a number for each class; ${fault}.`,
    { details: { missing, unknown } },
  );
}
