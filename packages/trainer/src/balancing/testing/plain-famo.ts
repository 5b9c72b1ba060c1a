import { softmaxOf } from "../linear-algebra/softmax.ts";
import { PlainAdam } from "../plain-adam.ts";

/** FAMO of two losses in double precision, written apart from `famo()` to check it. */
export class PlainFamo {
  readonly #minimum: readonly [number, number];
  readonly #weightDecay: number;
  readonly #adam = new PlainAdam(2, 0.025);
  logits: Float64Array = new Float64Array(2);

  constructor(minimum: readonly [number, number], weightDecay: number) {
    this.#minimum = minimum;
    this.#weightDecay = weightDecay;
  }

  weights(losses: readonly [number, number]): number[] {
    const shares = softmaxOf([...this.logits]).map((z, task) => z / this.#distance(losses, task));
    return shares.map((share) => share / (shares[0]! + shares[1]!));
  }

  afterUpdate(before: readonly [number, number], after: readonly [number, number]): void {
    const z = softmaxOf([...this.logits]);
    const fall = z.map((_, task) => Math.log(this.#distance(before, task) / this.#distance(after, task)));
    // The softmax's Jacobian, entry by entry.
    const gradient = this.logits.map((logit, i) => {
      const through = z.reduce((sum, share, j) => sum + share * ((i === j ? 1 : 0) - z[i]!) * fall[j]!, 0);
      return through + this.#weightDecay * logit;
    });
    this.logits = this.#adam.update(this.logits, gradient);
  }

  #distance(losses: readonly [number, number], task: number): number {
    return losses[task]! - this.#minimum[task]! + 1e-8;
  }
}
