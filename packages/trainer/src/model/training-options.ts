import { PolyheadError } from "@polyhead/spec";
import type { Augmentation } from "../augmentations/augmentation.ts";
import { adam } from "../optimizers/adam.ts";
import { knownOptions } from "./known-options.ts";
import type { OptimizerConfig } from "../optimizers/optimizer.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { constant } from "../schedules/schedules.ts";

/** Chooses by the mean over all tasks. */
export const AVERAGE = "average";

/** Chooses by the mean gain over single-task models. */
export const DELTA_M = "delta-m";

export interface TrainingOptions {
  /** passes over the training split; default 10 */
  readonly epochs?: number;
  /** examples in a step; default 64 */
  readonly batchSize?: number;
  /** default `adam()` */
  readonly optimizer?: OptimizerConfig;
  /** share of the training split held out to choose the best epoch; default 0.1; with 0 the last epoch counts as best */
  readonly validationSplit?: number;
  /** decides first weights, shuffling and the validation split; default 0 */
  readonly seed?: number;
  /** measures the test split after every epoch too, for curves; the best epoch is still chosen on validation; default false */
  readonly testEveryEpoch?: boolean;
  /** how the learning rate changes over the run; default `constant()` */
  readonly schedule?: Schedule;
  /** gradients that together are longer than this are shortened to it; unlimited by default */
  readonly clipNorm?: number;
  /** batches whose gradients are averaged before an update, for more examples a step than memory holds; default 1 */
  readonly accumulate?: number;
  /**
   * What the learning rate is multiplied by for some variables: by task for those that one task alone reaches, and as "shared"
   * for those of several; 0 freezes them. Default 1.
   */
  readonly rates?: Readonly<Record<string, number>>;
  /**
   * What the best epoch is chosen by, on validation: "average", the default; a task's name; or "delta-m", the mean gain over the
   * single-task models of an earlier run, which `polyhead baselines` trains.
   */
  readonly selectBy?: string;
  /** epochs without a better one after which training ends; never by default */
  readonly patience?: number;
  /**
   * What is done to training examples, in this order and drawn anew in every epoch; nothing by default. Whether the labels
   * stay right is yours to know: `flip()` turns angles around.
   */
  readonly augment?: readonly Augmentation[];
  /**
   * measures after each epoch how tasks relate, and at the end who shares what and what predictions look at, for the report;
   * default true
   */
  readonly insight?: boolean;
}

/** Training options with their defaults filled in. */
export interface TrainingSettings extends Required<Omit<TrainingOptions, "clipNorm" | "patience">> {
  readonly clipNorm: number | undefined;
  readonly patience: number | undefined;
}

const KEYS: readonly (keyof TrainingOptions)[] = [
  "epochs",
  "batchSize",
  "optimizer",
  "validationSplit",
  "seed",
  "testEveryEpoch",
  "schedule",
  "clipNorm",
  "accumulate",
  "rates",
  "selectBy",
  "patience",
  "insight",
  "augment",
];

/**
 * Fills in the defaults.
 *
 * @throws PolyheadError `config-invalid` naming the option, its rule and what was received
 */
export function checkTraining(options: TrainingOptions): TrainingSettings {
  knownOptions(options, KEYS, "defineModel({ training })");
  const {
    epochs = 10,
    batchSize = 64,
    optimizer = adam(),
    validationSplit = 0.1,
    seed = 0,
    testEveryEpoch = false,
    schedule = constant(),
    clipNorm,
    accumulate = 1,
    rates = {},
    selectBy = AVERAGE,
    patience,
    insight = true,
    augment = [],
  } = options;
  positive("epochs", epochs);
  positive("batchSize", batchSize);
  if (!(validationSplit >= 0 && validationSplit <= 0.5)) {
    throw invalid("validationSplit", "between 0 and 0.5", validationSplit);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw invalid("seed", "a whole number, 0 or more", seed);
  if (clipNorm !== undefined && !(clipNorm > 0 && Number.isFinite(clipNorm)))
    throw invalid("clipNorm", "a positive number", clipNorm);
  positive("accumulate", accumulate);
  for (const [key, rate] of Object.entries(rates))
    if (!(rate >= 0 && Number.isFinite(rate))) throw invalid(`rates.${key}`, "a number, 0 or more", rate);
  if (patience !== undefined) positive("patience", patience);
  if (validationSplit === 0) {
    const asking = [
      ...(patience === undefined ? [] : ["patience"]),
      ...(schedule.create().endEpoch === undefined ? [] : [`the schedule ${schedule.name}()`]),
      ...(selectBy === DELTA_M ? [`selectBy "${DELTA_M}"`] : []),
    ];
    if (asking.length > 0)
      throw invalid(
        "validationSplit",
        `above 0, as ${asking.join(" and ")} ${asking.length > 1 ? "compare" : "compares"} epochs`,
        0,
      );
  }
  if (!Array.isArray(augment) || augment.some((one) => typeof one?.name !== "string"))
    throw invalid("augment", "a list of augmentations, such as [flip()]", augment);
  if (typeof insight !== "boolean") throw invalid("insight", "true or false", insight);
  const kept = { clipNorm, accumulate, rates, selectBy, patience, schedule, insight, augment };
  return { epochs, batchSize, optimizer, validationSplit, seed, testEveryEpoch, ...kept };
}

function positive(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw invalid(name, "a positive whole number", value);
}

function invalid(name: string, rule: string, received: unknown): PolyheadError {
  return new PolyheadError(
    "config-invalid",
    `Training option \`${name}\` should be ${rule}; received ${String(received)}.`,
    { details: { option: name, received } },
  );
}
