/** Logits `[B, C]` as probabilities, row by row. */
export function softmax(logits: ArrayLike<number>, classes: number): Float64Array {
  const probabilities = Float64Array.from(logits);
  for (let start = 0; start < probabilities.length; start += classes) {
    const row = probabilities.subarray(start, start + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (let index = 0; index < row.length; index++) {
      const power = Math.exp((row[index] ?? Number.NaN) - largest);
      row[index] = power;
      sum += power;
    }
    for (let index = 0; index < row.length; index++) row[index] = (row[index] ?? Number.NaN) / sum;
  }
  return probabilities;
}
