// T losses
import {
  dispose,
  engine,
  keep,
  variableGrads,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";

/** What a forward pass gives: losses to be differentiated, and other values that come with them. */
export interface Forward {
  readonly losses: readonly Scalar[];
  readonly values?: readonly Tensor[];
}

/** What a forward pass gave, and for each loss the gradients of the variables asked for that it depends on, by name. */
export interface TaskGradients extends Required<Forward> {
  readonly gradients: readonly NamedTensorMap[];
}

/**
 * Differentiates several losses that come from one forward pass: T backward passes along one tape, where tfjs's own
 * `variableGrads` would run `forward` once a loss. Call it in a `tidy`.
 *
 * @param variablesOf the variables to differentiate a loss by, given its place
 * @throws Error where a loss depends on none of its variables
 */
export function taskGradients(
  forward: () => Forward,
  variablesOf: (loss: number) => readonly Variable[],
): TaskGradients {
  const { state } = engine();
  let losses: readonly Scalar[] = [];
  let values: readonly Tensor[] = [];
  let tape: NonNullable<typeof state.activeTape> = [];
  const differentiate = (at: number): NamedTensorMap => {
    const { grads } = variableGrads(() => {
      // tfjs has begun a tape of its own here, and disposes of what is saved on the one that it finds after the pass.
      if (at === 0) {
        const given = forward();
        losses = given.losses.map((loss) => keep(loss));
        values = (given.values ?? []).map((value) => keep(value));
        tape = state.activeTape ?? [];
      }
      state.activeTape = at === losses.length - 1 ? tape : tape.map((node) => ({ ...node, saved: [] }));
      return losses[at]!;
    }, [...variablesOf(at)]);
    return grads;
  };
  const first = differentiate(0);
  const gradients = [first, ...losses.slice(1).map((_, index) => differentiate(index + 1))];
  // The tape's own scope would have disposed of them.
  const copies = { losses: losses.map((loss) => loss.clone()), values: values.map((value) => value.clone()) };
  dispose([...losses, ...values]);
  return { ...copies, gradients };
}
