/** A function's value and gradient at a point. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Pairs of steps and gradient changes that the curvature is told from. */
const MEMORY = 10;

/** How much of the promised decrease a step must bring. */
const SUFFICIENT = 1e-4;

const HALVINGS = 30;

/**
 * Finds a minimum of a smooth function by L-BFGS with a backtracking line search.
 *
 * Nocedal, Wright 2006, "Numerical Optimization", algorithms 7.4, 7.5 and 3.1.
 *
 * @param start is left as it is
 * @param tolerance the decrease of an iteration below which it ends
 * @param iterations at most
 */
export async function minimize(
  start: Float64Array,
  evaluate: (point: Float64Array) => Promise<Slope>,
  tolerance: number,
  iterations = 100,
): Promise<Float64Array> {
  let point = start;
  let here = await evaluate(point);
  const pairs: Pair[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = descent(here.gradient, pairs);
    const next = await search(point, here, direction, evaluate);
    if (next === undefined) break;
    const pair = { step: difference(next.point, point), change: difference(next.gradient, here.gradient) };
    const curvature = dot(pair.step, pair.change);
    if (curvature > 1e-10 * dot(pair.change, pair.change)) pairs.push({ ...pair, curvature });
    if (pairs.length > MEMORY) pairs.shift();
    const decrease = here.value - next.value;
    ({ point } = next);
    here = next;
    if (decrease <= tolerance) break;
  }
  return point;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** their product */
  readonly curvature: number;
}

/** Minus the inverse Hessian, as the pairs tell it, times the gradient; of length 1 at most where there are no pairs. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = pairs.toReversed().map(({ step, change, curvature }) => {
    const share = dot(step, direction) / curvature;
    addScaled(direction, change, -share);
    return share;
  });
  const last = pairs.at(-1);
  const scale =
    last === undefined
      ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)))
      : last.curvature / dot(last.change, last.change);
  for (let at = 0; at < direction.length; at++) direction[at]! *= scale;
  for (const [index, { step, change, curvature }] of pairs.entries()) {
    const share = shares[pairs.length - 1 - index] ?? 0;
    addScaled(direction, step, share - dot(change, direction) / curvature);
  }
  return direction;
}

/** The first of the steps 1, ½, ¼, … that brings a sufficient decrease. */
async function search(
  point: Float64Array,
  { value, gradient }: Slope,
  direction: Float64Array,
  evaluate: (point: Float64Array) => Promise<Slope>,
): Promise<(Slope & { readonly point: Float64Array }) | undefined> {
  const slope = dot(gradient, direction);
  if (slope >= 0) return undefined;
  for (let halving = 0, length = 1; halving < HALVINGS; halving++, length /= 2) {
    const next = point.slice();
    addScaled(next, direction, length);
    const there = await evaluate(next);
    if (there.value <= value + SUFFICIENT * length * slope) return { point: next, ...there };
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value - (b[at] ?? 0));
}

function addScaled(sum: Float64Array, added: Float64Array, scale: number): void {
  for (let at = 0; at < sum.length; at++) sum[at]! += scale * (added[at] ?? 0);
}
