/**
 * Solves `matrix·x = vector`, or gives nothing where the matrix is not positive definite.
 *
 * @param matrix `[T, T]` row-major, symmetric @param vector `[T]`
 */
export function solvePositiveDefinite(matrix: Float64Array, vector: Float64Array): Float64Array | undefined {
  const order = vector.length;
  const lower = choleskyFactor(matrix, order);
  if (lower === undefined) return undefined;
  const x = Float64Array.from(vector);
  for (let row = 0; row < order; row++) {
    for (let column = 0; column < row; column++) x[row]! -= lower[row * order + column]! * x[column]!;
    x[row]! /= lower[row * order + row]!;
  }
  for (let row = order - 1; row >= 0; row--) {
    for (let below = row + 1; below < order; below++) x[row]! -= lower[below * order + row]! * x[below]!;
    x[row]! /= lower[row * order + row]!;
  }
  return x;
}

/** The lower triangle L of matrix = L·Lᵀ. */
function choleskyFactor(matrix: Float64Array, order: number): Float64Array | undefined {
  const lower = new Float64Array(order * order);
  for (let row = 0; row < order; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * order + column]!;
      for (let k = 0; k < column; k++) rest -= lower[row * order + k]! * lower[column * order + k]!;
      if (column < row) lower[row * order + column] = rest / lower[column * order + column]!;
      else if (rest > 0) lower[row * order + row] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return lower;
}
