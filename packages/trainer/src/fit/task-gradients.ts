// T losses
import {
  dispose,
  engine,
  keep,
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
  /** and of `point`, for each loss that depends on it */
  readonly pointGradients: readonly (Tensor | undefined)[];
}

/**
 * Differentiates several losses that come from one forward pass: T backward passes along one tape, where tfjs's own
 * `variableGrads` would run `forward` once a loss. Call it in a `tidy`.
 *
 * @param variablesOf the variables to differentiate a loss by, given its place
 * @param point a tensor to differentiate all losses by besides, which `forward` starts from
 */
export function taskGradients(
  forward: () => Forward,
  variablesOf: (loss: number) => readonly Variable[],
  point?: Tensor,
): TaskGradients {
  const { state } = engine();
  let losses: readonly Scalar[] = [];
  let values: readonly Tensor[] = [];
  let tape: NonNullable<typeof state.activeTape> = [];
  const differentiate = (at: number): { byName: NamedTensorMap; ofPoint: Tensor | undefined } => {
    const variables = variablesOf(at);
    const pass = (): Scalar => {
      // tfjs has begun a tape of its own here, and disposes of what is saved on the one that it finds after the pass.
      if (at === 0) {
        const given = forward();
        losses = given.losses.map((loss) => keep(loss));
        values = (given.values ?? []).map((value) => keep(value));
        tape = state.activeTape ?? [];
      }
      state.activeTape = at === losses.length - 1 ? tape : tape.map((node) => ({ ...node, saved: [] }));
      return losses[at]!;
    };
    const { grads } = engine().gradients(pass, [...variables, ...(point ? [point] : [])], undefined, true);
    const found = variables.flatMap(({ name }, index) => (grads[index] ? [[name, grads[index]]] : []));
    return { byName: Object.fromEntries(found) as NamedTensorMap, ofPoint: grads[variables.length] };
  };
  const first = differentiate(0);
  const results = [first, ...losses.slice(1).map((_, index) => differentiate(index + 1))];
  // The tape's own scope would have disposed of them.
  const copies = { losses: losses.map((loss) => loss.clone()), values: values.map((value) => value.clone()) };
  dispose([...losses, ...values]);
  const gradients = results.map(({ byName }) => byName);
  return { ...copies, gradients, pointGradients: results.map(({ ofPoint }) => ofPoint) };
}
