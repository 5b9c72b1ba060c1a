// T tasks
import {
  dispose,
  engine,
  keep,
  variableGrads,
  type NamedTensorMap,
  type Scalar,
  type Variable,
} from "@tensorflow/tfjs-core";

/** The losses of T tasks, and by task the gradients of the variables that its loss depends on, by name. */
export interface TaskGradients {
  readonly losses: readonly Scalar[];
  readonly gradients: readonly NamedTensorMap[];
}

/**
 * Differentiates several losses that come from one forward pass: T backward passes along one tape, where tfjs's own
 * `variableGrads` would run `forward` once a loss. Call it in a `tidy`.
 *
 * @throws Error where a loss depends on none of the variables
 */
export function taskGradients(
  forward: () => readonly Scalar[],
  variables: readonly Variable[],
): TaskGradients {
  const { state } = engine();
  let losses: readonly Scalar[] = [];
  let tape: NonNullable<typeof state.activeTape> = [];
  const differentiate = (task: number): NamedTensorMap => {
    const { grads } = variableGrads(() => {
      // tfjs has begun a tape of its own here, and disposes of what is saved on the one that it finds after the pass.
      if (task === 0) losses = forward().map((loss) => keep(loss));
      if (task === 0) tape = state.activeTape ?? [];
      state.activeTape = task === losses.length - 1 ? tape : tape.map((node) => ({ ...node, saved: [] }));
      return losses[task]!;
    }, [...variables]);
    return grads;
  };
  const first = differentiate(0);
  const gradients = [first, ...losses.slice(1).map((_, index) => differentiate(index + 1))];
  // The tape's own scope would have disposed of them.
  const values = losses.map((loss) => loss.clone());
  dispose([...losses]);
  return { losses: values, gradients };
}
