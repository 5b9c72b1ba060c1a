// T tasks, N elements of a variable
import { add, dispose, matMul, type Tensor, type Tensor2D, type Variable } from "@tensorflow/tfjs-core";
import type {
  GradientBalancing,
  GramianBalancing,
  JacobianBalancing,
  Resumable,
} from "../balancing/balancing.ts";
import { balancedTasks } from "./balanced-tasks.ts";
import type { ObjectiveValues } from "./gradient-objective.ts";
import { rowsOf, splitDirection } from "./jacobians.ts";
import type { StepOptions } from "./training-step.ts";

/** What a method makes of a step's gradients, in plain numbers. */
interface Decision {
  /** [T] */
  readonly weights: Float64Array;
  /** what the shared variables' directions are `row · jacobians` of */
  readonly row: ArrayLike<number>;
  readonly jacobians: readonly Tensor[];
  /** Gives back what the decision took. */
  dispose(): void;
}

/** A method during one run. */
export interface Decider {
  readonly balancer: Resumable;
  /** how many tensors `summarize` gives */
  readonly summaries: number;
  /** A part of graphs: what `decide` asks of the gradients. @param jacobians [T, N] */
  summarize(jacobians: readonly Tensor2D[]): readonly Tensor[];
  decide(
    summary: readonly Tensor[],
    jacobians: readonly Tensor[],
    objective: ObjectiveValues,
  ): Promise<Decision>;
  /** The step's weights [T], where it needs no gradient for each task. */
  heldWeights(): Float64Array | undefined;
}

/** Starts a run's method. @param shared the variables that the gradients are of */
export function deciderOf(
  options: StepOptions,
  balancing: GradientBalancing,
  shared: readonly Variable[],
): Decider {
  return balancing.kind === "gramian"
    ? byGramian(options, balancing)
    : byJacobian(options, balancing, shared);
}

/** The gradients stay where they are: their Gramian [T, T] decides on weights of them. */
function byGramian({ spec, seed }: StepOptions, balancing: GramianBalancing): Decider {
  const balancer = balancing.create(balancedTasks(spec), seed);
  return {
    balancer,
    heldWeights: () => balancer.heldWeights?.(),
    summaries: 1,
    summarize(jacobians) {
      const gramians = jacobians.map((jacobian) => matMul(jacobian, jacobian, false, true));
      return [gramians.reduce((total, part) => add(total, part))];
    },
    async decide([gramian], jacobians, { scaled, present }) {
      const square = Float64Array.from(await gramian!.data());
      const places = placesOf(present);
      const weights =
        places?.length === 0
          ? new Float64Array(present.length)
          : balancer.weigh(square, Float64Array.from(scaled), places);
      return { weights, row: weights, jacobians, dispose: () => undefined };
    },
  };
}

/** All gradients are read, and a direction comes back in their place. */
function byJacobian(
  { spec, seed }: StepOptions,
  balancing: JacobianBalancing,
  shared: readonly Variable[],
): Decider {
  const balancer = balancing.create(balancedTasks(spec), seed);
  return {
    balancer,
    heldWeights: () => undefined,
    summaries: 0,
    summarize: () => [],
    async decide(_, jacobians, { scaled, present }) {
      const rows = await rowsOf(jacobians, present.length);
      const places = placesOf(present);
      const { direction, weights } =
        places?.length === 0
          ? { direction: new Float32Array(rows[0]!.length), weights: new Float64Array(present.length) }
          : balancer.combine(rows, Float64Array.from(scaled), places);
      const pieces = splitDirection(direction, shared);
      return { weights, row: [1], jacobians: pieces, dispose: () => dispose(pieces) };
    },
  };
}

/** The places of the tasks that are present; undefined where all are. */
function placesOf(present: readonly number[]): number[] | undefined {
  const places = present.flatMap((there, task) => (there === 1 ? task : []));
  return places.length === present.length ? undefined : places;
}
