/** Layers in plain JavaScript, on one example. */
type Vector = readonly number[];
type Weights = readonly (readonly Vector[])[];

/** `x W + b`; without a bias, `x W`. */
export function dense(x: Vector, [kernel = [], bias]: Weights): number[] {
  return (kernel[0] ?? []).map((_, unit) =>
    x.reduce(
      (sum, value, index) => sum + value * (kernel[index]?.[unit] ?? Number.NaN),
      bias?.[unit]?.[0] ?? 0,
    ),
  );
}

export function relu(x: Vector): number[] {
  return x.map((value) => Math.max(0, value));
}

export function sigmoid(x: Vector): number[] {
  return x.map((value) => 1 / (1 + Math.exp(-value)));
}

export function softmax(x: Vector): number[] {
  const total = x.reduce((sum, value) => sum + Math.exp(value), 0);
  return x.map((value) => Math.exp(value) / total);
}

/** In inference mode. */
export function batchNormalization(x: Vector, weights: Weights): number[] {
  const [gamma, beta, mean, variance] = weights.map((weight) => weight.flat());
  return x.map((value, at) => {
    const deviation = Math.sqrt((variance?.[at] ?? Number.NaN) + 1e-3);
    return ((value - (mean?.[at] ?? 0)) / deviation) * (gamma?.[at] ?? 1) + (beta?.[at] ?? 0);
  });
}

/** `Σ weights_i · vectors_i` */
export function weightedSum(weights: Vector, vectors: readonly Vector[]): number[] {
  return (vectors[0] ?? []).map((_, at) =>
    weights.reduce((sum, weight, index) => sum + weight * (vectors[index]?.[at] ?? Number.NaN), 0),
  );
}
