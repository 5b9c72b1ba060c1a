type Point = readonly [number, number];

/** Where a logarithm's argument no longer falls. */
const LOWER = 5e-6;

/** The first loss is this much smaller than in its first publication. */
const SCALE = 0.1;

/** What no loss goes below. */
export const MINIMUM: Point = [-21 * SCALE, -21];

/** Both losses at a point, and their gradients. */
export interface TwoObjectives {
  readonly losses: Point;
  readonly gradients: readonly [Point, Point];
}

/**
 * The two-dimensional problem of Liu et al. 2021 ("Conflict-Averse Gradient Descent for Multi-task Learning", appendix),
 * as Navon et al. 2022 and Liu et al. 2023 (FAMO) scale it: steep valleys above, two bowls below.
 */
export function twoObjectives([x, y]: Point): TwoObjectives {
  const [first, second] = [
    valley(-0.5 * (x + 7) + Math.tanh(y), y, 1),
    valley(-0.5 * (x - 3) - Math.tanh(y) + 2, y, -1),
  ];
  const [left, right] = [bowl(x - 7, y), bowl(x + 7, y)];
  const one = blended(first, left, y);
  const other = blended(second, right, y);
  return {
    losses: [SCALE * one.value, other.value],
    gradients: [[SCALE * one.gradient[0], SCALE * one.gradient[1]], other.gradient],
  };
}

interface Valued {
  readonly value: number;
  readonly gradient: Point;
}

/** log|u| + 6, where u falls by ½ with x and rises or falls with tanh y. */
function valley(u: number, y: number, sign: 1 | -1): Valued {
  const inverse = Math.abs(u) >= LOWER ? 1 / u : 0;
  const slope = sign * (1 - Math.tanh(y) ** 2);
  return {
    value: Math.log(Math.max(Math.abs(u), LOWER)) + 6,
    gradient: [-0.5 * inverse, slope * inverse],
  };
}

function bowl(x: number, y: number): Valued {
  return { value: (x ** 2 + 0.1 * (y + 8) ** 2) / 10 - 20, gradient: [0.2 * x, 0.02 * (y + 8)] };
}

/** The valley above, the bowl below y = 0. */
function blended(above: Valued, below: Valued, y: number): Valued {
  const share = Math.tanh(y / 2);
  const [upper, lower] = [Math.max(share, 0), Math.max(-share, 0)];
  const slope = 0.5 * (1 - share ** 2);
  const across = (y >= 0 ? slope * above.value : 0) - (y <= 0 ? slope * below.value : 0);
  return {
    value: upper * above.value + lower * below.value,
    gradient: [
      upper * above.gradient[0] + lower * below.gradient[0],
      upper * above.gradient[1] + lower * below.gradient[1] + across,
    ],
  };
}
