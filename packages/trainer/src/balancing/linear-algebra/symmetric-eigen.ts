// T order of the matrix, R its rank
import { orderOf, trace } from "./square.ts";

/** A handful is enough; what is not a number has no end. */
const SWEEPS = 30;

/** An eigenvalue with its eigenvector `[T]`, of length 1. */
export interface EigenPair {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * The R eigenpairs whose eigenvalue is above 0, largest first, of a symmetric matrix without negative eigenvalues, by
 * the rotations of Jacobi (Golub and Van Loan 2013, "Matrix Computations", section 8.5).
 *
 * What is below T·2⁻²³ of the largest counts as 0: gradients are single precision.
 *
 * @param matrix `[T, T]` row-major
 */
export function positiveEigenPairs(matrix: Float64Array): EigenPair[] {
  const order = orderOf(matrix);
  const a = Float64Array.from(matrix);
  const vectors = Float64Array.from(a, (_, index) => (index % (order + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < SWEEPS && rotateAll(a, vectors, order); sweep++);
  const pairs = Array.from({ length: order }, (_, column) => ({
    value: a[column * (order + 1)]!,
    vector: Float64Array.from({ length: order }, (_item, row) => vectors[row * order + column]!),
  })).toSorted((one, other) => other.value - one.value);
  const least = (pairs[0]?.value ?? 0) * order * 2 ** -23;
  return pairs.filter(({ value }) => value > Math.max(0, least));
}

/** Σ f(value)·vector·(vectorᵀx): f of the matrix, times x `[T]`. */
export function applySpectral(
  pairs: readonly EigenPair[],
  x: Float64Array,
  f: (value: number) => number,
): Float64Array {
  const result = new Float64Array(x.length);
  for (const { value, vector } of pairs) {
    const share = f(value) * vector.reduce((sum, item, index) => sum + item * x[index]!, 0);
    for (const [index, item] of vector.entries()) result[index]! += share * item;
  }
  return result;
}

/** One sweep over all pairs of axes; whether any was not yet apart. */
function rotateAll(a: Float64Array, vectors: Float64Array, order: number): boolean {
  const negligible = 1e-17 * trace(a);
  let rotated = false;
  for (let p = 0; p < order; p++) {
    for (let q = p + 1; q < order; q++) {
      if (!(Math.abs(a[p * order + q]!) > negligible)) continue;
      rotate(a, vectors, order, p, q);
      rotated = true;
    }
  }
  return rotated;
}

/** Makes a[p, q] zero. */
function rotate(a: Float64Array, vectors: Float64Array, order: number, p: number, q: number): void {
  const theta = (a[q * order + q]! - a[p * order + p]!) / (2 * a[p * order + q]!);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const turn = (matrix: Float64Array, first: number, second: number, stride: number): void => {
    for (let k = 0; k < order * stride; k += stride) {
      const x = matrix[first + k]!;
      const y = matrix[second + k]!;
      matrix[first + k] = cosine * (x - tangent * y);
      matrix[second + k] = cosine * (tangent * x + y);
    }
  };
  turn(a, p, q, order);
  turn(a, p * order, q * order, 1);
  turn(vectors, p, q, order);
}
