const ROUNDS = 100;

/**
 * Where a continuous function that never falls reaches `target`, between `low` and `high`, by the Illinois rule
 * (Dowell and Jarratt 1971, "A modified regula falsi method"); `high` where it does not.
 */
export function monotoneRoot(f: (x: number) => number, target: number, low: number, high: number): number {
  let [left, right] = [low, high];
  let [below, above] = [f(left) - target, f(right) - target];
  if (!(above > 0)) return right;
  if (!(below < 0)) return left;
  let last = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const x = left - (below * (right - left)) / (above - below);
    const value = f(x) - target;
    if (Math.abs(value) <= 1e-13 * target || right - left <= 1e-15 * right) return x;
    // An end that stays twice has its value halved, or the other would creep.
    if (value < 0) {
      if (last < 0) above /= 2;
      [left, below] = [x, value];
    } else {
      if (last > 0) below /= 2;
      [right, above] = [x, value];
    }
    last = value;
  }
  return right;
}
