// T tasks, N elements of a variable, B examples in a batch
import {
  mul,
  reshape,
  stack,
  sum,
  variableGrads,
  zerosLike,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { keepingVariables } from "../insight/kept-variables.ts";
import type { Batch } from "./batch.ts";
import { jacobianOf } from "./jacobians.ts";
import { representationOf } from "./representation.ts";
import { taskGradients, type Forward } from "./task-gradients.ts";
import { lossesOf, taskLosses } from "./task-losses.ts";

/** What tells how the tasks pull at what they share, and what becomes of it: both parts of graphs. */
export interface SharedGradients {
  /**
   * A forward pass, and a backward pass for each task.
   *
   * @param forward what is differentiated, the tasks' losses first, made of these
   */
  differentiate(batch: Batch, forward: (losses: readonly Scalar[]) => Forward): Pulls;
  /** The shared variables' gradients. @param directions `[1, N]`, one made of each jacobian's rows */
  descend(directions: readonly Tensor2D[], batch: Batch): NamedTensorMap;
  /** how many jacobians there are */
  readonly count: number;
  /** whether `descend` reads the batch */
  readonly rereads: boolean;
}

interface Pulls {
  readonly values: readonly Tensor[];
  /** `[T, N]` each: rows that the method sees side by side */
  readonly jacobians: readonly Tensor2D[];
  /** of variables, for each loss that `forward` gave */
  readonly gradients: readonly NamedTensorMap[];
}

interface SharingTasks {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly shared: readonly Variable[];
  readonly others: readonly Variable[];
}

/** The tasks' gradients of the shared variables themselves. */
export function atParameters({ model, spec, shared, others }: SharingTasks): SharedGradients {
  const tasks = Object.keys(spec.tasks).length;
  return {
    count: shared.length,
    rereads: false,
    differentiate(batch, forward) {
      const { values, gradients } = taskGradients(
        () => forward(taskLosses(model, spec, batch)),
        () => [...shared, ...others],
      );
      const jacobians = shared.map((variable) => jacobianOf(variable, gradients.slice(0, tasks)));
      return { values, gradients, jacobians };
    },
    descend: (directions) =>
      Object.fromEntries(shared.map(({ name, shape }, index) => [name, reshape(directions[index]!, shape)])),
  };
}

/**
 * The tasks' gradients of the features that all heads read; their weighed sum goes through the trunk at once.
 *
 * @param method for errors
 * @throws PolyheadError `config-invalid` where heads do not read the same features
 */
export function atRepresentation(
  { model, spec, shared, others }: SharingTasks,
  method: string,
): SharedGradients {
  const parts = representationOf(model, method);
  const tasks = Object.keys(spec.tasks).length;
  return {
    count: 1,
    rereads: true,
    differentiate({ inputs, targets }, forward) {
      // The trunk runs again in `descend`: its draws are then the same, and its moving averages move once.
      const features = keepingVariables(
        () => parts.trunk(inputs),
        ({ trainable }) => !trainable,
      );
      const { values, gradients, pointGradients } = taskGradients(
        () => forward(lossesOf(spec, parts.heads(inputs, features), targets)),
        (loss) => (loss < tasks ? others : [...shared, ...others]),
        features,
      );
      const rows = pointGradients
        .slice(0, tasks)
        .map((gradient) => reshape(gradient ?? zerosLike(features), [-1]));
      return { values, gradients, jacobians: [stack(rows) as Tensor2D] };
    },
    descend([direction], { inputs }) {
      const follow = (): Scalar => {
        const features = parts.trunk(inputs);
        return sum<Scalar>(mul(features, reshape(direction!, features.shape)));
      };
      return variableGrads(follow, [...shared]).grads;
    },
  };
}
