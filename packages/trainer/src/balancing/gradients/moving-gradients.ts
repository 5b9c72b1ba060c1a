import { weightedSum } from "../linear-algebra/weighted-sum.ts";

/** Moving means of gradients, from 0. */
export interface MovingGradients {
  /** T arrays `[P]`, none before the first step */
  readonly rows: readonly Float32Array[];
  /** mean + share·(gradient − mean); gives the new means */
  move(jacobian: readonly Float32Array[], share: number): readonly Float32Array[];
  restore(rows: readonly Float32Array[]): void;
}

export function movingGradients(): MovingGradients {
  let rows: readonly Float32Array[] = [];
  return {
    get rows() {
      return rows;
    },
    move(jacobian, share) {
      const weights = Float64Array.of(1 - share, share);
      rows = jacobian.map((gradient, task) =>
        weightedSum(weights, [rows[task] ?? new Float32Array(gradient.length), gradient]),
      );
      return rows;
    },
    restore(saved) {
      rows = saved;
    },
  };
}
