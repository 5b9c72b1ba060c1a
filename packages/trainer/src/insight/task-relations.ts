// T tasks, N elements of a variable
import {
  dispose,
  mul,
  stack,
  sub,
  tidy,
  type NamedTensorMap,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { gramianOf } from "../balancing/linear-algebra/gramian.ts";
import type { Batch } from "../fit/batch.ts";
import { jacobianOf } from "../fit/jacobians.ts";
import { taskGradients } from "../fit/task-gradients.ts";
import { taskLosses } from "../fit/task-losses.ts";
import { keepingVariables } from "./kept-variables.ts";
import { sharedVariables } from "./shared-variables.ts";

/** How tasks pull at the variables that they share, on one batch; rows and columns are in the order of the tasks. */
export interface TaskRelations {
  /** Cosines of the angles between the tasks' gradients, −1 to 1; null where a gradient is 0. */
  readonly cosines: readonly (readonly (number | null)[])[];
  /**
   * `affinity[i][j]`: the share of task j's loss that a step along task i's gradient takes away; below 0 it adds. Null where
   * the loss is 0.
   */
  readonly affinity: readonly (readonly (number | null)[])[];
}

export interface RelationsOptions {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly batch: Batch;
  /** length of the step along a gradient, as a multiple of it */
  readonly learningRate: number;
}

/**
 * Measures gradient cosines and task affinity: one forward pass and T backward passes, then a forward pass after a step along
 * each task's gradient of the shared variables. Every variable is left as it was.
 *
 * Fifty, Amid, Zhao, Yu, Anil, Finn 2021, "Efficiently Identifying Task Groupings for Multi-Task Learning", equation 1:
 * `Z(i→j) = 1 − L_j(θ_s − η·∇L_i, θ_j) / L_j(θ_s, θ_j)`.
 *
 * @returns undefined where tasks share no trainable variable
 */
export async function taskRelations(options: RelationsOptions): Promise<TaskRelations | undefined> {
  const shared = sharedVariables(options.model);
  if (shared.length === 0) return undefined;
  const measured = keepingVariables(() => tidy(() => measure(options, shared)));
  const [gramian = [], before = [], after = []] = await Promise.all(
    measured.map(async (tensor) => [...(await tensor.data())]),
  );
  dispose(measured);
  return { cosines: cosinesOf(gramian, before.length), affinity: affinityOf(before, after) };
}

/** The Gramian [T, T], losses [T], and in row i of [T, T] the losses after a step along task i's gradient. */
function measure(
  { model, spec, batch, learningRate }: RelationsOptions,
  shared: readonly Variable[],
): Tensor[] {
  const trainable = model.trainableWeights.map((weight) => weight.read() as Variable);
  // Of all variables: a task may reach none of the shared ones.
  const { losses, gradients } = keepingVariables(() =>
    taskGradients(
      () => ({ losses: taskLosses(model, spec, batch) }),
      () => trainable,
    ),
  );
  const after = gradients.map((gradient) =>
    keepingVariables(() => {
      step(shared, gradient, learningRate);
      return stack(taskLosses(model, spec, batch));
    }),
  );
  const jacobians = shared.map((variable) => jacobianOf(variable, gradients));
  return [gramianOf(jacobians), stack([...losses]), stack(after)];
}

function step(shared: readonly Variable[], gradients: NamedTensorMap, learningRate: number): void {
  for (const variable of shared) {
    const { [variable.name]: gradient } = gradients;
    if (gradient !== undefined) variable.assign(sub(variable, mul(gradient, learningRate)));
  }
}

function cosinesOf(gramian: readonly number[], tasks: number): (number | null)[][] {
  const product = (i: number, j: number): number => gramian[i * tasks + j] ?? Number.NaN;
  return square(tasks, (i, j) =>
    Math.min(1, Math.max(-1, product(i, j) / Math.sqrt(product(i, i) * product(j, j)))),
  );
}

function affinityOf(before: readonly number[], after: readonly number[]): (number | null)[][] {
  return square(before.length, (i, j) => 1 - after[i * before.length + j]! / before[j]!);
}

/** What is not defined is null, as it is in JSON. */
function square(size: number, value: (row: number, column: number) => number): (number | null)[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => {
      const number = value(row, column);
      return Number.isFinite(number) ? number : null;
    }),
  );
}
