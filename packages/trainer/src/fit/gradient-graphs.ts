// T tasks, N elements of a variable
import {
  add,
  mul,
  reshape,
  slice,
  sum,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { GradientBalancing } from "../balancing/balancing.ts";
import type { Batch } from "./batch.ts";
import type { Decider } from "./gradient-decision.ts";
import { valuesOf, type Objective } from "./gradient-objective.ts";
import { totalGradient } from "./jacobians.ts";
import type { Partition } from "./partition.ts";
import type { SharedGradients } from "./shared-gradients.ts";
import { taskGradients } from "./task-gradients.ts";

/** The variables of a step, and what they follow. */
export interface Followers extends Pick<Partition, "shared" | "taskOf">, Pick<Decider, "combine"> {
  /** those that follow the sum of all gradients: of one task alone, or of what scales the losses */
  readonly others: Partition["own"];
  readonly heads: GradientBalancing["heads"];
  readonly pulling: SharedGradients;
}

/** What a step has after its backward passes, in tensors. */
interface Differentiated {
  /** of the objective */
  readonly values: Tensor;
  /** [T, N] each */
  readonly jacobians: readonly Tensor2D[];
  /** what else `followed` takes: the tasks' gradients of other variables, and those of penalties by all */
  readonly rest: readonly Tensor[];
}

/** One forward pass, and a backward pass for every task and penalty. */
export function differentiate(
  { shared, others, pulling }: Followers,
  batch: Batch,
  objectiveOf: (ofTasks: readonly Scalar[]) => Objective,
): Differentiated {
  let tasks = 0;
  const { values, jacobians, gradients } = pulling.differentiate(batch, (ofTasks) => {
    tasks = ofTasks.length;
    const objective = objectiveOf(ofTasks);
    return { losses: [...objective.each, ...objective.penalties], values: [valuesOf(objective)] };
  });
  const ofTasks = gradients.slice(0, tasks);
  const own = others.map((variable) => totalGradient(variable, ofTasks));
  const ofPenalties = gradients.slice(tasks);
  const penalized = ofPenalties.length === 0 ? [] : [...shared, ...others];
  const penalties = penalized.map((variable) => totalGradient(variable, ofPenalties));
  return { values: values[0]!, jacobians, rest: [...own, ...penalties] };
}

/**
 * What every variable follows.
 *
 * @param weights of the tasks, [1, T] @param given jacobians, then `rest` of `differentiate`
 */
export function followed(
  { shared, others, taskOf, heads, pulling, combine }: Followers,
  batch: Batch,
  weights: Tensor2D,
  given: readonly Tensor[],
): NamedTensorMap {
  const jacobians = given.slice(0, pulling.count) as Tensor2D[];
  const gradients = pulling.descend(combine(jacobians, weights), batch);
  const rest = given.slice(pulling.count);
  for (const [index, variable] of others.entries()) {
    const gradient = rest[index]!;
    const task = heads === "weighted" ? taskOf(variable) : undefined;
    gradients[variable.name] =
      task === undefined ? gradient : mul(gradient, reshape(slice(weights, [0, task], [1, 1]), []));
  }
  for (const [index, { name }] of [...shared, ...others].entries()) {
    const penalty = rest[others.length + index];
    if (penalty !== undefined) gradients[name] = add(gradients[name]!, penalty);
  }
  return gradients;
}

/** Differentiates the sum of the losses that `weights` [1, T] weigh, and for heads that are not weighted the plain sum. */
export function differentiateWeighted(
  { shared, others, heads }: Followers,
  weights: Tensor,
  forward: () => Objective,
): { readonly values: Tensor; readonly gradients: NamedTensorMap } {
  const headsToo = heads === "weighted";
  const { values, gradients } = taskGradients(
    () => {
      const objective = forward();
      const { scaled, penalties } = objective;
      const penalized = (losses: Scalar): Scalar =>
        penalties.reduce((all, penalty) => add<Scalar>(all, penalty), losses);
      const weighted = penalized(sum<Scalar>(mul(scaled, reshape(weights, [-1]))));
      const plain = penalized(sum<Scalar>(scaled));
      return { losses: headsToo ? [weighted] : [weighted, plain], values: [valuesOf(objective)] };
    },
    (at) => (headsToo ? [...shared, ...others] : at === 0 ? shared : others),
  );
  return { values: values[0]!, gradients: Object.assign({}, ...gradients) as NamedTensorMap };
}
