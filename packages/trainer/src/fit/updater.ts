import {
  add,
  dispose,
  mul,
  tidy,
  variable,
  zerosLike,
  type NamedTensorMap,
  type Optimizer,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { setLearningRate } from "../optimizers/learning-rate.ts";
import type { OptimizerConfig } from "../optimizers/optimizer.ts";
import { clipGradients } from "./clip-gradients.ts";

export interface UpdaterOptions {
  readonly optimizer: OptimizerConfig;
  /** What the learning rate of a variable is multiplied by; those of 0 are left as they are. */
  readonly rateOf: (variable: Variable) => number;
  /** the length that gradients are shortened to, all taken together */
  readonly clipNorm?: number | undefined;
  /** steps whose gradients are averaged before an update; 1 by default */
  readonly accumulate?: number | undefined;
}

/** Variables of one learning rate. */
interface Group {
  readonly factor: number;
  readonly names: ReadonlySet<string>;
  readonly optimizer: Optimizer;
}

/** What gradients become of variables: averaged over steps, shortened, and taken by one optimizer a learning rate. */
export class Updater {
  /** The variables that it moves. */
  readonly variables: readonly Variable[];
  readonly #options: UpdaterOptions;
  readonly #groups: readonly Group[];
  readonly #sums: ReadonlyMap<string, Variable>;
  #taken = 0;

  constructor(candidates: readonly Variable[], options: UpdaterOptions) {
    const { rateOf, optimizer, accumulate = 1 } = options;
    this.#options = options;
    this.variables = candidates.filter((candidate) => rateOf(candidate) > 0);
    const factors = [...new Set(this.variables.map(rateOf))];
    this.#groups = factors.map((factor) => {
      const group = this.variables.filter((candidate) => rateOf(candidate) === factor);
      return { factor, names: new Set(group.map(({ name }) => name)), optimizer: optimizer.create(group) };
    });
    this.#sums = new Map(
      accumulate === 1
        ? []
        : this.variables.map((moved) => [moved.name, tidy(() => variable(zerosLike(moved), false))]),
    );
    this.scaleRate(1);
  }

  /** Whether the next step's gradients make an update, or are only added to those before. */
  get isDue(): boolean {
    return (this.#taken + 1) % (this.#options.accumulate ?? 1) === 0;
  }

  /** Counts a step, outside any graph. */
  count(): void {
    this.#taken++;
  }

  /** Takes a step's gradients; a graph, one for each value of `due`. */
  take(gradients: NamedTensorMap, due: boolean): void {
    const averaged = this.#averaged(gradients);
    if (!due) return;
    const clipped = clipGradients(averaged, this.#options.clipNorm);
    for (const { names, optimizer } of this.#groups)
      optimizer.applyGradients(
        Object.fromEntries(Object.entries(clipped).filter(([name]) => names.has(name))),
      );
    for (const sum of this.#sums.values()) sum.assign(zerosLike(sum));
  }

  /** Multiplies the learning rates from the next step on. */
  scaleRate(factor: number): void {
    const { learningRate } = this.#options.optimizer;
    for (const group of this.#groups) setLearningRate(group.optimizer, factor * group.factor * learningRate);
  }

  /** Copies of its state, under names that keep their order. */
  async save(): Promise<{ readonly tensors: NamedTensorMap; readonly taken: number }> {
    const tensors: Record<string, Tensor> = {};
    for (const [at, { optimizer }] of this.#groups.entries()) {
      const weights = await optimizer.getWeights();
      for (const [index, { name, tensor }] of weights.entries())
        tensors[`optimizer/${at}/${index}/${name}`] = tensor.clone();
      // The count of iterations is made for the caller; the rest is the optimizer's own.
      weights[0]?.tensor.dispose();
    }
    for (const [index, sum] of [...this.#sums.values()].entries()) tensors[`sum/${index}`] = sum.clone();
    return { tensors, taken: this.#taken };
  }

  /** Goes on from what `save` gave, which stays the caller's to dispose of. */
  async restore(tensors: NamedTensorMap, taken: number): Promise<void> {
    for (const [at, { optimizer }] of this.#groups.entries()) {
      const own = Object.entries(tensors).filter(([name]) => name.startsWith(`optimizer/${at}/`));
      await optimizer.setWeights(
        own.map(([name, tensor]) => ({ name: name.split("/").slice(3).join("/"), tensor })),
      );
    }
    for (const [index, sum] of [...this.#sums.values()].entries()) sum.assign(tensors[`sum/${index}`]!);
    this.#taken = taken;
  }

  dispose(): void {
    for (const { optimizer } of this.#groups) optimizer.dispose();
    dispose([...this.#sums.values()]);
  }

  /** Gradients averaged with those of the steps since the last update. */
  #averaged(gradients: NamedTensorMap): NamedTensorMap {
    const { accumulate = 1 } = this.#options;
    if (accumulate === 1) return gradients;
    for (const [name, gradient] of Object.entries(gradients)) {
      const sum = this.#sums.get(name)!;
      sum.assign(add(sum, mul(gradient, 1 / accumulate)));
    }
    return Object.fromEntries(this.#sums);
  }
}
