import type { Present } from "../balancing.ts";
import { weightedSum } from "../linear-algebra/weighted-sum.ts";

/** Moving means of gradients, from 0. */
export interface MovingGradients {
  /** T arrays `[P]`, none before the first step */
  readonly rows: readonly Float32Array[];
  /** mean + share·(gradient − mean) for tasks that are present; gives the new means */
  move(jacobian: readonly Float32Array[], share: number, present?: Present): readonly Float32Array[];
  restore(rows: readonly Float32Array[]): void;
}

export function movingGradients(): MovingGradients {
  let rows: readonly Float32Array[] = [];
  return {
    get rows() {
      return rows;
    },
    move(jacobian, share, present) {
      const weights = Float64Array.of(1 - share, share);
      rows = jacobian.map((gradient, task) => {
        const row = rows[task] ?? new Float32Array(gradient.length);
        return (present?.includes(task) ?? true) ? weightedSum(weights, [row, gradient]) : row;
      });
      return rows;
    },
    restore(saved) {
      rows = saved;
    },
  };
}
