/** Which of `count` values from `start` on is the largest, counted from there; ties go to the lower index. */
export function indexOfLargest(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[start + index] ?? Number.NaN) > (values[start + best] ?? Number.NaN)) best = index;
  }
  return best;
}
