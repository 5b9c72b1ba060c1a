import { PolyheadError } from "@polyhead/spec";
import { knownOptions } from "../model/known-options.ts";
import { positiveIntegers } from "../model/positive-integers.ts";
import type { Progress, Schedule, ScheduleState } from "./schedule.ts";

/** The learning rate stays as it is. */
export function constant(): Schedule {
  return stateless("constant", {}, () => 1);
}

/**
 * Half a cosine from 1 to `floor` over the run.
 *
 * Loshchilov, Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", equation 5, without restarts.
 *
 * @param options.floor the last factor, from 0 to 1; default 0
 * @throws PolyheadError `config-invalid`
 */
export function cosine(options: { floor?: number } = {}): Schedule {
  knownOptions(options, ["floor"], "cosine()");
  const floor = fraction("cosine", "floor", options.floor ?? 0);
  return stateless(
    "cosine",
    { floor },
    (progress) => floor + ((1 - floor) * (1 + Math.cos(Math.PI * share(progress)))) / 2,
  );
}

/**
 * A straight line from 1 to `floor` over the run.
 *
 * @param options.floor the last factor, from 0 to 1; default 0
 * @throws PolyheadError `config-invalid`
 */
export function linear(options: { floor?: number } = {}): Schedule {
  knownOptions(options, ["floor"], "linear()");
  const floor = fraction("linear", "floor", options.floor ?? 0);
  return stateless("linear", { floor }, (progress) => 1 - (1 - floor) * share(progress));
}

/**
 * Multiplied by `factor` after every `every` epochs.
 *
 * @param options.every default 10
 * @param options.factor from 0 to 1; default 0.1
 * @throws PolyheadError `config-invalid`
 */
export function stepwise(options: { every?: number; factor?: number } = {}): Schedule {
  knownOptions(options, ["every", "factor"], "stepwise()");
  const [every = 10] = positiveIntegers([options.every ?? 10], "stepwise({ every })");
  const factor = fraction("stepwise", "factor", options.factor ?? 0.1);
  return stateless("stepwise", { every, factor }, ({ epoch }) => factor ** Math.floor(epoch / every));
}

/**
 * From nearly 0 in a straight line over the first `steps` steps, then as another schedule goes, over what is left of the run.
 *
 * @param options.steps default 100
 * @param options.into default `constant()`
 * @throws PolyheadError `config-invalid`
 */
export function warmUp(options: { steps?: number; into?: Schedule } = {}): Schedule {
  knownOptions(options, ["steps", "into"], "warmUp()");
  const [first = 100] = positiveIntegers([options.steps ?? 100], "warmUp({ steps })");
  const { into = constant() } = options;
  const schedule = { steps: first, into, name: "warmUp" };
  return {
    ...schedule,
    create() {
      const inner = into.create();
      return {
        ...inner,
        factor: ({ step, steps, epoch }) =>
          step < first
            ? (step + 1) / first
            : inner.factor({ step: step - first, steps: Math.max(1, steps - first), epoch }),
      };
    },
  };
}

/** The share of the run that is over when a step begins, from 0 to nearly 1. */
function share({ step, steps }: Progress): number {
  return Math.min(1, step / steps);
}

function stateless(name: string, options: object, factor: ScheduleState["factor"]): Schedule {
  return { name, ...options, create: () => ({ factor, save: () => null, restore: () => undefined }) };
}

function fraction(schedule: string, option: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new PolyheadError(
    "config-invalid",
    `Schedule ${schedule}: \`${option}\` should be between 0 and 1. Received ${String(value)}.`,
    { details: { schedule, option, received: value } },
  );
}
