import {
  add,
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
  zerosLike,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { checked } from "./hyperparameter.ts";

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
  readonly #slots = new Map<string, readonly Variable[]>();

  protected constructor(learningRate: number, { clipNorm }: OptimizerOptions) {
    super();
    this.#rate = stateOf(checked("The optimizer", "learningRate", learningRate, "strictly positive"));
    if (clipNorm !== undefined) checked("The optimizer", "clipNorm", clipNorm, "strictly positive");
    this.#clipNorm = clipNorm;
  }

  get learningRate(): number {
    return this.#rate.dataSync()[0]!;
  }

  set learningRate(value: number) {
    const rate = checked("The optimizer", "learningRate", value, "0 or more");
    tidy(() => this.#rate.assign(scalar(rate)));
  }

  /** Updates the variables by gradients under their names. */
  override applyGradients(gradients: Gradients): void {
    tidy(() => {
      const named = given(gradients);
      const clipped = this.#clipNorm === undefined ? named : clip(named, this.#clipNorm);
      const update = this.startStep(this.#rate as Tensor as Scalar);
      for (const [name, gradient] of clipped) {
        const target = engine().registeredVariables[name]!;
        const slots = this.#slots.get(name) ?? newSlots(target, this.slotCount);
        this.#slots.set(name, slots);
        for (const [at, next] of update(target, gradient, slots).entries())
          (at === 0 ? target : slots[at - 1]!).assign(next);
      }
    });
    this.incrementIterations();
  }

  override dispose(): void {
    this.#rate.dispose();
    for (const slot of [...this.#slots.values()].flat()) slot.dispose();
    this.#slots.clear();
  }

  /** Variables that the optimizer keeps for each one that it updates. */
  protected abstract readonly slotCount: number;

  /** Begins a step: returns what gives a variable's and its slots' next values. */
  protected abstract startStep(
    rate: Scalar,
  ): (target: Variable, gradient: Tensor, slots: readonly Variable[]) => readonly Tensor[];
}

/** A scalar that changes from step to step. */
export function stateOf(value: number): Variable {
  return tidy(() => keep(variable(scalar(value), false)));
}

function newSlots(target: Variable, count: number): readonly Variable[] {
  return Array.from({ length: count }, () => tidy(() => keep(variable(zerosLike(target), false))));
}

/** The gradients that there are: tfjs leaves out those of variables that the loss does not depend on. */
function given(gradients: Gradients): [string, Tensor][] {
  const all = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }): [string, Tensor | undefined] => [name, tensor])
    : Object.entries<Tensor | undefined>(gradients);
  return all.flatMap(([name, gradient]) => (gradient ? [[name, gradient]] : []));
}

function clip(named: readonly [string, Tensor][], clipNorm: number): [string, Tensor][] {
  const squares = named.map(([, gradient]) => sum(square(gradient)));
  const norm = sqrt(squares.reduce((total, part) => add(total, part)));
  const scale = minimum(1, div(clipNorm, norm));
  return named.map(([name, gradient]) => [name, mul(gradient, scale)]);
}
