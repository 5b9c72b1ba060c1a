// T tasks, N elements of a variable
import { matMul, type Tensor, type Tensor1D, type Tensor2D, type Variable } from "@tensorflow/tfjs-core";
import type {
  CoordinateBalancer,
  GradientBalancing,
  GramianBalancer,
  Resumable,
} from "../balancing/balancing.ts";
import { gramianOf } from "../balancing/linear-algebra/gramian.ts";
import { balancedTasks } from "./balanced-tasks.ts";
import type { ObjectiveValues } from "./gradient-objective.ts";
import type { StepOptions } from "./training-step.ts";

/** A method during one run, whatever it sees of the gradients. */
export interface Decider {
  readonly balancer: Resumable;
  /** what it keeps where the gradients are */
  readonly state: readonly Variable[];
  beforeStep(): void;
  /** how many tensors `summarize` gives */
  readonly summaries: number;
  /** A part of graphs: what `decide` asks of the gradients. @param jacobians [T, N] each */
  summarize(jacobians: readonly Tensor2D[], present: Tensor1D | undefined): readonly Tensor[];
  /** The tasks' weights [T]. */
  decide(summary: readonly Tensor[], objective: ObjectiveValues): Promise<Float64Array>;
  /** The step's weights [T], where it needs no gradient for each task. */
  heldWeights(): Float64Array | undefined;
  /** A part of graphs: the directions, [1, N] each. @param jacobians [T, N] each @param weights [1, T] */
  readonly combine: (jacobians: readonly Tensor2D[], weights: Tensor2D) => readonly Tensor2D[];
  dispose(): void;
}

/** Starts a run's method. @param shared the variables that the gradients are of */
export function deciderOf(
  { spec, seed }: StepOptions,
  balancing: GradientBalancing,
  shared: readonly Variable[],
): Decider {
  const tasks = balancedTasks(spec);
  const sizes = shared.map(({ size }) => size);
  const balancer: CoordinateBalancer & Pick<GramianBalancer, "heldWeights"> =
    balancing.kind === "gramian"
      ? onGramian(balancing.create(tasks, seed))
      : balancing.create(tasks, seed, sizes);
  return {
    balancer,
    state: balancer.state,
    beforeStep: () => balancer.beforeStep?.(),
    summaries: balancer.summarize === undefined ? 0 : 1,
    summarize: (jacobians, present) => [balancer.summarize?.(jacobians, present) ?? []].flat(),
    async decide([summary], { scaled, present }) {
      const told = Float64Array.from((await summary?.data()) ?? []);
      const places = placesOf(present);
      if (places?.length === 0) return new Float64Array(present.length);
      return balancer.weigh(told, Float64Array.from(scaled), places);
    },
    heldWeights: () => balancer.heldWeights?.(),
    combine: (jacobians, weights) =>
      balancer.combine?.(jacobians, weights) ??
      jacobians.map((jacobian) => matMul<Tensor2D>(weights, jacobian)),
    dispose: () => balancer.dispose(),
  };
}

/** A method on the Gramian as one that sees coordinates, and asks of them the Gramian alone. */
function onGramian(balancer: GramianBalancer): CoordinateBalancer & Pick<GramianBalancer, "heldWeights"> {
  return {
    state: [],
    summarize: gramianOf,
    weigh: (gramian, losses, present) => balancer.weigh(gramian, losses, present),
    heldWeights: () => balancer.heldWeights?.(),
    save: () => balancer.save(),
    restore: (saved) => balancer.restore(saved),
    dispose: () => undefined,
  };
}

/** The places of the tasks that are present; undefined where all are. */
function placesOf(present: readonly number[]): number[] | undefined {
  const places = present.flatMap((there, task) => (there === 1 ? task : []));
  return places.length === present.length ? undefined : places;
}
