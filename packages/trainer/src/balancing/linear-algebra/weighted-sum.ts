/** `[P]`: Σ weights·rows. */
export function weightedSum(weights: Float64Array, rows: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  for (let index = 0; index < sum.length; index++) {
    let total = 0;
    for (let row = 0; row < rows.length; row++) total += weights[row]! * rows[row]![index]!;
    sum[index] = total;
  }
  return sum;
}
