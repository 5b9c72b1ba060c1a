// Square matrices [T, T], row-major.

/** T */
export function orderOf(matrix: Float64Array): number {
  return Math.sqrt(matrix.length);
}

export function trace(matrix: Float64Array): number {
  return diagonal(matrix).reduce((sum, value) => sum + value, 0);
}

/** `[T]` */
export function diagonal(matrix: Float64Array): Float64Array {
  const order = orderOf(matrix);
  return Float64Array.from({ length: order }, (_, index) => matrix[index * (order + 1)]!);
}

/** `[T]` */
export function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const order = vector.length;
  const product = new Float64Array(order);
  for (let row = 0; row < order; row++) {
    let sum = 0;
    for (let column = 0; column < order; column++) sum += matrix[row * order + column]! * vector[column]!;
    product[row] = sum;
  }
  return product;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** xᵀ·matrix·x, 0 where rounding took it below. */
export function quadraticForm(matrix: Float64Array, x: Float64Array): number {
  return Math.max(0, dot(x, times(matrix, x)));
}

/** factor·matrix + ridge·I */
export function ridged(matrix: Float64Array, factor: number, ridge: number): Float64Array {
  const order = orderOf(matrix);
  return matrix.map((value, index) => value * factor + (index % (order + 1) === 0 ? ridge : 0));
}

/** 1/T, T times. */
export function uniform(order: number): Float64Array {
  return new Float64Array(order).fill(1 / order);
}
