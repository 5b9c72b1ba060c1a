/**
 * The nearest point of the simplex: x ≥ 0, Σx = 1 (Duchi et al. 2008, "Efficient Projections onto the ℓ1-Ball for
 * Learning in High Dimensions", figure 1).
 */
export function simplexProjection(point: Float64Array): Float64Array {
  const most = Math.max(...point);
  const shifted = point.map((value) => value - most);
  let sum = 0;
  let threshold = 0;
  for (const [index, value] of shifted.toSorted((a, b) => b - a).entries()) {
    sum += value;
    const candidate = (sum - 1) / (index + 1);
    if (value > candidate) threshold = candidate;
  }
  return shifted.map((value) => Math.max(0, value - threshold));
}
