/** The state of Adam over a few numbers. */
export interface AdamState {
  readonly step: number;
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

/**
 * Adam for a handful of numbers that are no tensors (Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization",
 * algorithm 1), β₁ .9, β₂ .999, ε 1e-8.
 */
export class PlainAdam {
  readonly #learningRate: number;
  state: AdamState;

  constructor(count: number, learningRate: number) {
    this.#learningRate = learningRate;
    this.state = { step: 0, mean: new Float64Array(count), square: new Float64Array(count) };
  }

  /** The values after one step against the gradient. */
  update(values: Float64Array, gradient: Float64Array): Float64Array {
    const step = this.state.step + 1;
    const mean = this.state.mean.map((value, index) => 0.9 * value + 0.1 * gradient[index]!);
    const square = this.state.square.map((value, index) => 0.999 * value + 0.001 * gradient[index]! ** 2);
    this.state = { step, mean, square };
    return values.map((value, index) => {
      const size = Math.sqrt(square[index]! / (1 - 0.999 ** step)) + 1e-8;
      return value - (this.#learningRate * mean[index]!) / (1 - 0.9 ** step) / size;
    });
  }
}
