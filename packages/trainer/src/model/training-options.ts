import { PolyheadError } from "@polyhead/spec";
import { adam } from "../optimizers/adam.ts";
import { knownOptions } from "./known-options.ts";
import type { OptimizerConfig } from "../optimizers/optimizer.ts";

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
}

const KEYS: readonly (keyof TrainingOptions)[] = [
  "epochs",
  "batchSize",
  "optimizer",
  "validationSplit",
  "seed",
  "testEveryEpoch",
];

/**
 * Fills in the defaults.
 *
 * @throws PolyheadError `config-invalid` naming the option, its rule and what was received
 */
export function checkTraining(options: TrainingOptions): Required<TrainingOptions> {
  knownOptions(options, KEYS, "defineModel({ training })");
  const {
    epochs = 10,
    batchSize = 64,
    optimizer = adam(),
    validationSplit = 0.1,
    seed = 0,
    testEveryEpoch = false,
  } = options;
  positive("epochs", epochs);
  positive("batchSize", batchSize);
  if (!(validationSplit >= 0 && validationSplit <= 0.5)) {
    throw invalid("validationSplit", "between 0 and 0.5", validationSplit);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw invalid("seed", "a whole number, 0 or more", seed);
  return { epochs, batchSize, optimizer, validationSplit, seed, testEveryEpoch };
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
