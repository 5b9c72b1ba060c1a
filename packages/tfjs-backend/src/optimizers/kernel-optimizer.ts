import {
  add,
  cast,
  div,
  engine,
  keep,
  minimum,
  mul,
  Optimizer,
  scalar,
  sqrt,
  square,
  sum,
  tidy,
  variable,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { checked } from "./hyperparameter.ts";
import { invalidState, OptimizerSlots, type NamedTensor } from "./optimizer-slots.ts";

export interface OptimizerOptions {
  /** Gradients longer than this, all taken as one vector, are cut to it; unlimited by default. */
  readonly clipNorm?: number;
}

type Gradients = Parameters<Optimizer["applyGradients"]>[0];

/**
 * An optimizer whose update of a variable is one kernel, and whose every number that changes is a variable: a compiled
 * step follows it, learning rate included.
 */
export abstract class KernelOptimizer extends Optimizer {
  readonly #rate: Variable;
  readonly #clipNorm: number | undefined;
  readonly #iterations: Variable = tidy(() => keep(variable(scalar(0, "int32"), false)));
  readonly #slots: OptimizerSlots;

  /** @param slotKinds one for each variable that the optimizer keeps for each one that it updates */
  protected constructor(learningRate: number, { clipNorm }: OptimizerOptions, slotKinds: readonly string[]) {
    const rate = checked("The optimizer", "learningRate", learningRate, "strictly positive");
    if (clipNorm !== undefined) checked("The optimizer", "clipNorm", clipNorm, "strictly positive");
    super();
    this.#rate = tidy(() => keep(variable(scalar(rate), false)));
    this.#clipNorm = clipNorm;
    this.#slots = new OptimizerSlots(slotKinds);
  }

  get learningRate(): number {
    return this.#rate.dataSync()[0]!;
  }

  set learningRate(value: number) {
    const rate = checked("The optimizer", "learningRate", value, "0 or more");
    tidy(() => this.#rate.assign(scalar(rate)));
  }

  /** The number of steps taken, those of a state that was set included. */
  override get iterations(): number {
    return this.#iterations.dataSync()[0]!;
  }

  /** Updates the variables by gradients under their names. */
  override applyGradients(gradients: Gradients): void {
    tidy(() => {
      const listed = entriesOf(gradients);
      this.#slots.meet(listed.map(([name]) => targetOf(name)));
      const named = listed.flatMap(([name, gradient]): [string, Tensor][] =>
        gradient ? [[name, gradient]] : [],
      );
      const clipped = this.#clipNorm === undefined ? named : clip(named, this.#clipNorm);
      this.#iterations.assign(add(this.#iterations, scalar(1, "int32")));
      const [rate, iterations] = [this.#rate, this.#iterations] as Tensor[] as [Scalar, Scalar];
      const update = this.startStep(rate, cast(iterations, "float32"));
      for (const [name, gradient] of clipped) {
        const target = targetOf(name);
        const slots = this.#slots.of(name);
        for (const [at, next] of update(target, gradient, slots).entries())
          (at === 0 ? target : slots[at - 1]!).assign(next);
      }
    });
  }

  /**
   * What a training needs to go on as if it had not been interrupted, besides the weights and the learning rate: "iter",
   * the number of steps as an int32 scalar, which is the caller's to dispose of, and what the optimizer keeps for each
   * variable, which is the optimizer's own and changes with the next step.
   */
  override async getWeights(): Promise<NamedTensor[]> {
    return [{ name: "iter", tensor: this.#iterations.clone() }, ...this.#slots.named()];
  }

  /**
   * Sets what `getWeights` gave, of this optimizer or of one of the same kind for variables of the same shapes in the same
   * order, whatever their names. Without a step before, the first one must be for all of these variables.
   *
   * @throws PolyheadError `input-invalid`, with nothing set
   */
  override async setWeights([iterations, ...slots]: NamedTensor[]): Promise<void> {
    const steps = await stepsOf(iterations);
    this.#slots.set(slots);
    tidy(() => this.#iterations.assign(scalar(steps, "int32")));
  }

  override dispose(): void {
    this.#rate.dispose();
    this.#iterations.dispose();
    this.#slots.dispose();
  }

  /**
   * Begins a step: returns what gives a variable's and its slots' next values.
   *
   * @param iterations the number of steps with this one, a float32 scalar
   */
  protected abstract startStep(
    rate: Scalar,
    iterations: Scalar,
  ): (target: Variable, gradient: Tensor, slots: readonly Variable[]) => readonly Tensor[];
}

async function stepsOf(iterations: NamedTensor | undefined): Promise<number> {
  const [steps, ...more] = (await iterations?.tensor.data()) ?? [];
  if (Number.isInteger(steps) && steps! >= 0 && more.length === 0) return steps!;
  const received = iterations
    ? `"${iterations.name}" of [${[steps, ...more].slice(0, 3).join()}]`
    : "nothing";
  throw invalidState('should begin with the number of steps, "iter"', received);
}

function targetOf(name: string): Variable {
  return engine().registeredVariables[name]!;
}

/** Gradients by name: tfjs has none for variables that the loss does not depend on. */
function entriesOf(gradients: Gradients): (readonly [string, Tensor | undefined])[] {
  return Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries<Tensor | undefined>(gradients);
}

function clip(named: readonly [string, Tensor][], clipNorm: number): [string, Tensor][] {
  const squares = named.map(([, gradient]) => sum(square(gradient)));
  const norm = sqrt(squares.reduce((total, part) => add(total, part)));
  const scale = minimum(1, div(clipNorm, norm));
  return named.map(([name, gradient]) => [name, mul(gradient, scale)]);
}
