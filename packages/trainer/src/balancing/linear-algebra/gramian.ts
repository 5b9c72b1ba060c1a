/** `[T, T]` row-major: the products of every two rows, summed in double precision. */
export function gramianOf(rows: readonly Float32Array[]): Float64Array {
  const order = rows.length;
  const gramian = new Float64Array(order * order);
  for (const [i, a] of rows.entries()) {
    for (const [j, b] of rows.entries()) {
      gramian[i * order + j] = j < i ? gramian[j * order + i]! : product(a, b);
    }
  }
  return gramian;
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
