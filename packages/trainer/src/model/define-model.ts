import {
  checkModelShape,
  PolyheadError,
  type InputSpec,
  type ModelShape,
  type TaskSpec,
} from "@polyhead/spec";
import { SHARED } from "../fit/rates.ts";
import type { Balancing } from "../balancing/balancing.ts";
import type { Source } from "../data/source.ts";
import { knownOptions } from "./known-options.ts";
import { AVERAGE, checkTraining, DELTA_M, type TrainingOptions } from "./training-options.ts";
import type { Sharing } from "./sharing/sharing.ts";
import type { Trunk } from "./trunks/trunk.ts";

/** Everything there is to say of a model: what goes in, what comes out, what is between, and how it is trained. */
export interface ModelConfig<
  I extends ModelShape["inputs"] = ModelShape["inputs"],
  T extends ModelShape["tasks"] = ModelShape["tasks"],
> {
  /** names the run and the exported file */
  readonly name: string;
  readonly inputs: I;
  readonly tasks: T;
  readonly trunk: Trunk;
  /** default `hardSharing()` */
  readonly sharing?: Sharing;
  /** default `equal()` */
  readonly balancing?: Balancing;
  /** where the labelled examples come from */
  readonly data?: Source;
  readonly training?: TrainingOptions;
}

const KEYS: readonly (keyof ModelConfig)[] = [
  "name",
  "inputs",
  "tasks",
  "trunk",
  "sharing",
  "balancing",
  "data",
  "training",
];

/**
 * Defines a model; its type carries inputs and tasks through to `predict`.
 *
 * @throws PolyheadError `config-invalid` for bad or colliding names, no input, no task, or bad training options
 */
export function defineModel<
  const I extends Readonly<Record<string, InputSpec>>,
  const T extends Readonly<Record<string, TaskSpec>>,
>(config: ModelConfig<I, T>): ModelConfig<I, T> {
  knownOptions(config, KEYS, "defineModel()");
  checkModelShape(config.name, config);
  const { selectBy, rates } = checkTraining(config.training ?? {});
  if (![AVERAGE, DELTA_M].includes(selectBy) && !Object.hasOwn(config.tasks, selectBy))
    throw new PolyheadError(
      "config-invalid",
      `Training option \`selectBy\` should be "${AVERAGE}", "${DELTA_M}" or one of the tasks ${Object.keys(config.tasks).join(", ")}. Received "${selectBy}".`,
      { details: { selectBy } },
    );
  const keys = [SHARED, ...Object.keys(config.tasks)];
  const unknown = Object.keys(rates).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new PolyheadError(
      "config-invalid",
      `Training option \`rates\` should be for ${keys.join(", ")}. Received "${unknown}".`,
      { details: { unknown, known: keys } },
    );
  return config;
}
