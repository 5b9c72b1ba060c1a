// T tasks, P shared parameters, N elements of a shared variable
import "@tensorflow/tfjs-backend-cpu";
import { matMul, tensor1d, tensor2d, tidy, type Tensor2D, type Variable } from "@tensorflow/tfjs-core";
import type {
  CoordinateBalancer,
  CoordinateBalancing,
  GradientBalancing,
  GramianBalancing,
  Present,
  Resumable,
} from "../balancing.ts";
import { exactGramian } from "./exact-gramian.ts";
import { someTasks } from "./tasks.ts";

type Rows = readonly (readonly number[])[];

/** A method's steps on gradients that are given, one after another. */
export interface GradientRun {
  readonly balancer: Resumable;
  /** what it keeps in variables */
  readonly state: readonly Variable[];
  /** @param rows T gradients of P numbers @param losses 1 by default */
  step(rows: Rows, losses?: Float64Array, present?: Present): Stepped;
  dispose(): void;
}

type Stepped = {
  /** of P numbers; in double precision where the method allows it */
  readonly direction: number[];
  readonly weights: number[];
};

/** Starts a run of T tasks and P parameters, on TensorFlow.js's JavaScript backend. */
export function gradientRun(
  method: GradientBalancing,
  tasks: number,
  parameters: number,
  seed = 1,
): GradientRun {
  return method.kind === "gramian"
    ? onGramian(method, tasks, seed)
    : onCoordinates(method, tasks, parameters, seed);
}

function onGramian(method: GramianBalancing, tasks: number, seed: number): GradientRun {
  const balancer = method.create(someTasks(tasks), seed);
  return {
    balancer,
    state: [],
    step(rows, losses = ones(tasks), present) {
      const weights = balancer.heldWeights?.() ?? balancer.weigh(exactGramian(rows), losses, present);
      const direction = (rows[0] ?? []).map((_, column) =>
        rows.reduce((sum, row, task) => sum + weights[task]! * row[column]!, 0),
      );
      return { direction, weights: [...weights] };
    },
    dispose: () => undefined,
  };
}

/** The parameters are those of two variables, where there are two. */
function onCoordinates(
  method: CoordinateBalancing,
  tasks: number,
  parameters: number,
  seed: number,
): GradientRun {
  const sizes = parameters > 1 ? [1, parameters - 1] : [1];
  const balancer = method.create(someTasks(tasks), seed, sizes);
  return {
    balancer,
    state: balancer.state,
    step: (rows, losses = ones(tasks), present) => {
      balancer.beforeStep?.();
      return tidy(() => stepOn(balancer, jacobiansOf(rows, sizes), losses, present));
    },
    dispose: () => balancer.dispose(),
  };
}

function stepOn(
  balancer: CoordinateBalancer,
  jacobians: readonly Tensor2D[],
  losses: Float64Array,
  present: Present,
): Stepped {
  const there = present && tensor1d([...losses.keys()].map((task) => Number(present.includes(task))));
  const summary = balancer.summarize?.(jacobians, there).dataSync() ?? [];
  const weights = balancer.weigh(Float64Array.from(summary), losses, present);
  const row = tensor2d([...weights], [1, weights.length]);
  const directions =
    balancer.combine?.(jacobians, row) ?? jacobians.map((jacobian) => matMul<Tensor2D>(row, jacobian));
  return { direction: directions.flatMap((part) => [...part.dataSync()]), weights: [...weights] };
}

/** `[T, N]` each */
function jacobiansOf(rows: Rows, sizes: readonly number[]): Tensor2D[] {
  return sizes.map((size, at) => {
    const from = sizes.slice(0, at).reduce((total, other) => total + other, 0);
    return tensor2d(
      rows.flatMap((row) => row.slice(from, from + size)),
      [rows.length, size],
    );
  });
}

function ones(count: number): Float64Array {
  return new Float64Array(count).fill(1);
}
