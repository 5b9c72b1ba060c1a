import type { GradientBalancing } from "../balancing.ts";
import { gradientRun } from "./gradient-run.ts";

/** A method's direction in its first step, in double precision where the method allows it. */
export function aggregate(method: GradientBalancing, rows: readonly (readonly number[])[]): number[] {
  const run = gradientRun(method, rows.length, rows[0]?.length ?? 0);
  const { direction } = run.step(rows);
  run.dispose();
  return direction;
}
