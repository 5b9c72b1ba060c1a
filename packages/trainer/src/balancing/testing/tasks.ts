import type { BalancedTask } from "../balancing.ts";

/** Tasks `a`, `b`, `c`…, Gaussian and categorical by turns. */
export function someTasks(count: number): BalancedTask[] {
  return Array.from({ length: count }, (_, index) => ({
    name: String.fromCodePoint(97 + index),
    likelihood: index % 2 === 0 ? "gaussian" : "categorical",
  }));
}
