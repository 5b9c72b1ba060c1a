// T tasks, P shared parameters
import type { GradientBalancing } from "../balancing.ts";
import { gramianOf } from "../linear-algebra/gramian.ts";
import { someTasks } from "./tasks.ts";

/** A method's direction in its first step, in double precision where the method allows it. */
export function aggregate(method: GradientBalancing, rows: readonly (readonly number[])[]): number[] {
  const losses = new Float64Array(rows.length).fill(1);
  if (method.kind === "jacobian") {
    const balancer = method.create(someTasks(rows.length), 1);
    return [
      ...balancer.combine(
        rows.map((row) => Float32Array.from(row)),
        losses,
      ).direction,
    ];
  }
  const weights = method.create(someTasks(rows.length), 1).weigh(exactGramian(rows), losses);
  return combined(weights, rows);
}

/** Σ weights·rows, `[P]`. */
function combined(weights: Float64Array, rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, column) =>
    rows.reduce((sum, row, task) => sum + weights[task]! * row[column]!, 0),
  );
}

/** Like `gramianOf`, without rounding the rows to single precision. */
export function exactGramian(rows: readonly (readonly number[])[]): Float64Array {
  return gramianOf(rows as unknown as readonly Float32Array[]);
}
