import { PolyheadError } from "@polyhead/spec";
import { add, keep, mul, scalar, tidy, variable, type Tensor, type Variable } from "@tensorflow/tfjs-core";
import { callKernel } from "./custom-kernel.ts";
import { dropoutMask } from "./dropout-mask.ts";
import { checked } from "./hyperparameter.ts";

/**
 * Dropout whose masks are drawn anew at every call, also in a compiled step, and are the same for the same seed.
 *
 * Its only state is the number of calls, `calls`.
 */
export class Dropout {
  readonly rate: number;
  readonly seed: number;
  readonly #step: Variable;

  /**
   * @param options.rate the share of elements set to 0, in [0, 1)
   * @param options.seed an integer
   * @throws PolyheadError `config-invalid`
   */
  constructor({ rate, seed }: { readonly rate: number; readonly seed: number }) {
    this.rate = checked("Dropout", "rate", rate, "in [0, 1)");
    if (!Number.isSafeInteger(seed))
      throw new PolyheadError("config-invalid", `Dropout's seed should be an integer. Received ${seed}.`, {
        details: { option: "seed", received: seed },
      });
    this.seed = seed;
    this.#step = tidy(() => keep(variable(scalar(0, "int32"), false)));
  }

  /** The number of calls so far: the next mask depends on it, the seed and the rate alone. */
  get calls(): number {
    return this.#step.dataSync()[0]!;
  }

  /** @throws PolyheadError `config-invalid` unless it is an int32 of 0 or more */
  set calls(value: number) {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31)
      throw new PolyheadError(
        "config-invalid",
        `Dropout's number of calls should be an integer from 0 to 2³¹ − 1. Received ${String(value)}.`,
        { details: { option: "calls", received: value } },
      );
    tidy(() => this.#step.assign(scalar(value, "int32")));
  }

  /** `x` with some of its elements set to 0 and the others divided by 1 − rate. */
  apply<T extends Tensor>(x: T): T {
    return tidy(() => {
      this.#step.assign(add(this.#step, scalar(1, "int32")));
      const attrs = { shape: x.shape, seed: this.seed, rate: this.rate };
      const [mask] = callKernel(dropoutMask, { step: this.#step }, attrs);
      return mul<T>(x, mask!);
    });
  }

  dispose(): void {
    this.#step.dispose();
  }
}
