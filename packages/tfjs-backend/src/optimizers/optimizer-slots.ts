import { PolyheadError } from "@polyhead/spec";
import {
  keep,
  tidy,
  variable,
  zerosLike,
  type Optimizer,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";

export type NamedTensor = Awaited<ReturnType<Optimizer["getWeights"]>>[number];

type Slots = readonly Variable[];

/** What an optimizer keeps for each variable that it updates, in the order in which it met them. */
export class OptimizerSlots {
  readonly #kinds: readonly string[];
  /** By the name of the variable. */
  readonly #slots = new Map<string, Slots>();
  /** Of a state set before the first step, whose variables are not met yet. */
  #waiting: (readonly [target: string, slots: Slots])[] = [];

  /** @param kinds one for each slot of a variable: the last part of its name in `named` */
  constructor(kinds: readonly string[]) {
    this.#kinds = kinds;
  }

  /** Makes the slots of variables not met before: zeros, or those of the state set before the first step. */
  meet(targets: readonly Variable[]): void {
    const unmet = targets.filter(({ name }) => !this.#slots.has(name));
    if (unmet.length === 0) return;
    if (this.#waiting.length > 0) this.#checkOrder(unmet);
    for (const [at, target] of unmet.entries())
      this.#slots.set(target.name, this.#waiting[at]?.[1] ?? this.#newSlots(() => zerosLike(target)));
    this.#waiting = [];
  }

  of(target: string): Slots {
    return this.#slots.get(target)!;
  }

  /** The slots themselves by name: the first slot of every variable, then the second. */
  named(): NamedTensor[] {
    return this.#kinds.flatMap((kind, at) =>
      this.#entries().map(([target, slots]) => ({ name: `${target}/${kind}`, tensor: slots[at]! })),
    );
  }

  /**
   * Takes the values that `named` gave for the same variables, or for others of the same shapes in the same order.
   *
   * @throws PolyheadError `input-invalid`, with nothing taken
   */
  set(values: readonly NamedTensor[]): void {
    this.#check(values);
    const count = values.length / this.#kinds.length;
    const valueOf = (target: number, at: number): NamedTensor => values[at * count + target]!;
    if (this.#slots.size > 0) {
      for (const [index, slots] of [...this.#slots.values()].entries())
        for (const [at, slot] of slots.entries())
          // A tensor of its own, as the slot may be given itself.
          tidy(() => slot.assign(valueOf(index, at).tensor.clone()));
      return;
    }
    const before = this.#waiting;
    this.#waiting = Array.from({ length: count }, (_, index) => [
      valueOf(index, 0).name.slice(0, -`/${this.#kinds[0]}`.length),
      this.#newSlots((at) => valueOf(index, at).tensor),
    ]);
    for (const slot of before.flatMap(([, slots]) => slots)) slot.dispose();
  }

  dispose(): void {
    for (const slot of this.#entries().flatMap(([, slots]) => slots)) slot.dispose();
    this.#slots.clear();
    this.#waiting = [];
  }

  #entries(): readonly (readonly [target: string, slots: Slots])[] {
    return this.#slots.size > 0 ? [...this.#slots] : this.#waiting;
  }

  #newSlots(initial: (at: number) => Tensor): Slots {
    return this.#kinds.map((_, at) => tidy(() => keep(variable(initial(at), false))));
  }

  #check(values: readonly NamedTensor[]): void {
    const own = this.#slots.size > 0 ? this.named() : undefined;
    const length = own?.length ?? values.length - (values.length % this.#kinds.length);
    if (values.length !== length)
      throw invalidState(
        `should be "iter" and ${own?.length ?? `a multiple of ${this.#kinds.length}`} tensors`,
        `${values.length} besides "iter"`,
      );
    const count = length / this.#kinds.length;
    for (const [at, { name, tensor }] of values.entries()) {
      const kind = this.#kinds[Math.floor(at / count)]!;
      if (!name.endsWith(`/${kind}`))
        throw invalidState(`should have the "${kind}" of a variable in place ${at + 1}`, `"${name}"`);
      const expected = shapeOf(own?.[at]?.tensor ?? values[at % count]!.tensor);
      if (tensor.dtype !== "float32" || shapeOf(tensor) !== expected)
        throw invalidState(`should have a float32${expected} as "${name}"`, tensor.dtype + shapeOf(tensor));
    }
  }

  #checkOrder(targets: readonly Variable[]): void {
    const expected = this.#waiting.map(([, [slot]]) => shapeOf(slot!)).join(" ");
    const received = targets.map(shapeOf).join(" ");
    if (expected !== received)
      throw invalidState(
        `is for variables of the shapes ${expected}, which the first step should have in this order`,
        received,
      );
  }
}

/** An error that names what is wrong with the state given to an optimizer. */
export function invalidState(rule: string, received: string): PolyheadError {
  return new PolyheadError(
    "input-invalid",
    `The state set in an optimizer ${rule}. Received ${received}: set what getWeights() gave of an optimizer of the same kind.`,
  );
}

function shapeOf({ shape }: Tensor): string {
  return `[${shape.join()}]`;
}
