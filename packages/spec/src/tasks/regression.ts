// B batch, N names, Q quantiles
import * as v from "valibot";
import { PolyheadError } from "../error.ts";
import { distinctStrings } from "../name.ts";
import { normalizerSchema, type Normalizer } from "../normalizer.ts";
import { validate } from "../validate.ts";

/** Most numbers that one task may predict. */
const MAX_VALUES = 10_000;
const MAX_QUANTILES = 99;

/** What an error costs, in standard deviations of the labels e: mse `e²`, mae `|e|`, and see `regression`. */
export type RegressionLoss = "mse" | "mae" | "huber" | "quantile" | "gaussian";

/**
 * One number, or one for each of `names`; the graph's output is `[batch]` or `[batch, names]` in the task's own unit, with an
 * axis more for quantiles, or for a mean and a standard deviation.
 */
export interface RegressionTask<Name extends string = never, Loss extends RegressionLoss = "mse"> {
  readonly kind: "regression";
  /** what the number counts, for people: "°", "kWh", "USD" */
  readonly unit?: string;
  /** default "mse" */
  readonly loss?: Loss;
  /** of the Huber loss, in standard deviations of the labels: errors above it count linearly; default 1 */
  readonly delta?: number;
  /** of the quantile loss, in rising order, between 0 and 1; default 0.05, 0.5 and 0.95 */
  readonly quantiles?: readonly number[];
  /** of the numbers, where there are several */
  readonly names?: readonly Name[];
}

/** Any regression. */
export type AnyRegression = RegressionTask<string, RegressionLoss>;

/** A regression with the means and standard deviations of its labels, one for each of its names. */
export type FittedRegression = AnyRegression & { readonly normalizer: Normalizer };

/** One predicted number. */
export interface RegressionPrediction {
  /** in the task's unit */
  readonly value: number;
  readonly unit?: string;
}

/** A number and how far off it is expected to be. */
export interface GaussianPrediction extends RegressionPrediction {
  /** standard deviation, in the task's unit */
  readonly deviation: number;
}

/** A number and its quantiles. */
export interface QuantilePrediction extends RegressionPrediction {
  /** in the order of the task's quantiles, none below the one before; `value` is the one nearest to the median */
  readonly quantiles: readonly number[];
}

/** Predicted numbers by name. */
export interface VectorPrediction<Name extends string, Each> {
  readonly values: Readonly<Record<Name, Each>>;
}

type EachPrediction<Loss extends RegressionLoss> = Loss extends "gaussian"
  ? GaussianPrediction
  : Loss extends "quantile"
    ? QuantilePrediction
    : RegressionPrediction;

/** What a regression predicts for one example; of one that is not known in detail, a number or numbers by name. */
export type AnyRegressionPrediction<Name extends string, Loss extends RegressionLoss> = [Name] extends [never]
  ? EachPrediction<Loss>
  : string extends Name
    ? EachPrediction<Loss> | VectorPrediction<string, EachPrediction<Loss>>
    : VectorPrediction<Name, EachPrediction<Loss>>;

const share = v.pipe(v.number(), v.gtValue(0, "should be above 0"), v.ltValue(1, "should be below 1"));

export const regressionEntries: {
  kind: v.GenericSchema<"regression">;
  unit: v.OptionalSchema<v.GenericSchema<string>, undefined>;
  loss: v.OptionalSchema<v.GenericSchema<RegressionLoss>, undefined>;
  delta: v.OptionalSchema<v.GenericSchema<number>, undefined>;
  quantiles: v.OptionalSchema<v.GenericSchema<readonly number[]>, undefined>;
  names: v.OptionalSchema<v.GenericSchema<readonly string[]>, undefined>;
} = {
  kind: v.literal("regression"),
  unit: v.optional(v.pipe(v.string(), v.maxLength(50, "should be at most 50 characters"))),
  loss: v.optional(
    v.picklist(
      ["mse", "mae", "huber", "quantile", "gaussian"],
      'should be "mse", "mae", "huber", "quantile" or "gaussian"',
    ),
  ),
  delta: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0, "should be above 0"))),
  quantiles: v.optional(
    v.pipe(
      v.array(share),
      v.minLength(1, "should have at least 1 entry"),
      v.maxLength(MAX_QUANTILES, `should have at most ${MAX_QUANTILES} entries`),
      v.check((list) => list.every((each, at) => at === 0 || each > (list[at - 1] ?? 0)), "should rise"),
    ),
  ),
  names: v.optional(distinctStrings(1, MAX_VALUES)),
};

export const fittedRegressionEntries: typeof regressionEntries & {
  normalizer: v.GenericSchema<unknown, Normalizer>;
} = { ...regressionEntries, normalizer: normalizerSchema };

/**
 * Declares a task that predicts one number, or one for each of `names` (its label is a list of them then, null where one is not
 * known). What is learned depends on `loss`: the mean ("mse", the default), the median ("mae"), something between ("huber":
 * `½e²` up to `delta`, linear beyond; Huber 1964), the mean and a standard deviation ("gaussian": negative log-likelihood, shifted so as never to be below 0; Nix
 * and Weigend 1994), or `quantiles` ("quantile": pinball loss; Koenker and Bassett 1978) that never cross.
 *
 * @throws PolyheadError `config-invalid`
 */
export function regression<const Name extends string = never, const Loss extends RegressionLoss = "mse">(
  options: {
    unit?: string;
    loss?: Loss;
    delta?: number;
    quantiles?: readonly number[];
    names?: readonly Name[];
  } = {},
): RegressionTask<NoInfer<Name>, NoInfer<Loss>> {
  validate(
    v.strictObject(regressionEntries),
    { ...options, kind: "regression" },
    "regression()",
    "config-invalid",
  );
  const { unit, loss, delta, quantiles, names } = options;
  checkOwner("delta", delta, "huber", loss);
  checkOwner("quantiles", quantiles, "quantile", loss);
  return {
    kind: "regression",
    ...(unit !== undefined && { unit }),
    ...(loss !== undefined && { loss }),
    ...(delta !== undefined && { delta }),
    ...(quantiles !== undefined && { quantiles }),
    ...(names !== undefined && { names }),
  };
}

/** The quantiles that a task of the quantile loss predicts. */
export function quantilesOf({ quantiles = [0.05, 0.5, 0.95] }: AnyRegression): readonly number[] {
  return quantiles;
}

/** How many numbers a regression has labels of. */
export function valuesOf({ names }: AnyRegression): number {
  return names?.length ?? 1;
}

/** How many numbers a regression predicts of each of those: a mean, a mean and a standard deviation, or quantiles. */
export function figuresOf(task: AnyRegression): number {
  if (task.loss === "quantile") return quantilesOf(task).length;
  return task.loss === "gaussian" ? 2 : 1;
}

/** The shape of a regression's output, without the batch. */
export function regressionShape(task: AnyRegression): readonly number[] {
  const values = task.names === undefined ? [] : [valuesOf(task)];
  return task.loss === "quantile" || task.loss === "gaussian" ? [...values, figuresOf(task)] : values;
}

/** Which of a task's quantiles is nearest to the median. */
export function middleOf(task: AnyRegression): number {
  const distances = quantilesOf(task).map((quantile) => Math.abs(quantile - 0.5));
  return distances.indexOf(Math.min(...distances));
}

function checkOwner(
  option: string,
  value: unknown,
  owner: RegressionLoss,
  loss: RegressionLoss = "mse",
): void {
  if (value === undefined || loss === owner) return;
  throw new PolyheadError(
    "config-invalid",
    `regression(): \`${option}\` belongs to the loss "${owner}"; the loss is "${loss}". Remove one.`,
    { details: { option, loss } },
  );
}

/**
 * How quantiles that cannot cross are made of a head's numbers z: `q = z·middle + softplus(z)·others`, so that the one nearest to
 * the median is z itself, and each other a positive step away from its neighbour on that side.
 *
 * @returns matrices `[Q, Q]`, a row after another
 */
export function quantileSteps(task: AnyRegression): {
  readonly middle: readonly number[];
  readonly others: readonly number[];
} {
  const count = quantilesOf(task).length;
  const center = middleOf(task);
  const matrix = (at: (from: number, to: number) => number): readonly number[] =>
    Array.from({ length: count * count }, (_, index) => at(Math.floor(index / count), index % count));
  return {
    middle: matrix((from) => (from === center ? 1 : 0)),
    others: matrix((from, to) => {
      if (from > center) return to >= from ? 1 : 0;
      return from < center && to <= from ? -1 : 0;
    }),
  };
}

/** The least variance of a Gaussian, in variances of the labels (Lakshminarayanan et al. 2017, section 2.2.1). */
export const LEAST_VARIANCE = 1e-6;
