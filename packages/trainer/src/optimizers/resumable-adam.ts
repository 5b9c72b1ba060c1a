import { AdamOptimizer, scalar, tidy, type Variable } from "@tensorflow/tfjs-core";

/**
 * TensorFlow.js's Adam, which goes on from saved weights to the bit: it multiplies its decays up step by step, but takes their
 * powers where it goes on, which round otherwise.
 */
export class ResumableAdam extends AdamOptimizer {
  override async setWeights(values: Parameters<AdamOptimizer["setWeights"]>[0]): Promise<void> {
    await super.setWeights(values);
    const { accBeta1, accBeta2 } = this as unknown as Readonly<Record<"accBeta1" | "accBeta2", Variable>>;
    tidy(() => {
      accBeta1.assign(scalar(decayAfter(this.beta1, this.iterations)));
      accBeta2.assign(scalar(decayAfter(this.beta2, this.iterations)));
    });
  }
}

/** `β^(steps + 1)`, rounded to single precision after every product. */
function decayAfter(beta: number, steps: number): number {
  const factor = Math.fround(beta);
  let decay = factor;
  for (let step = 0; step < steps; step++) decay = Math.fround(decay * factor);
  return decay;
}
