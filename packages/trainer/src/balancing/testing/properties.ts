import { randomSource } from "../../data/random.ts";
import type { GradientBalancing } from "../balancing.ts";
import { aggregate } from "./aggregate.ts";
import { differenceOf } from "./all-close.ts";

type Rows = readonly (readonly number[])[];

/** What breaks a property of directions for a Jacobian, or nothing. */
type Property = (direct: (rows: Rows) => number[], rows: Rows) => string | undefined;

/** The Jacobians for which a method lacks a property, and how. */
export function violations(
  property: Property,
  method: GradientBalancing,
  jacobians: readonly Rows[],
): readonly string[] {
  return jacobians.flatMap((rows, index) => {
    const violation = property((matrix) => aggregate(method, matrix), rows);
    return violation === undefined ? [] : [`${index} [${rows.length}, ${rows[0]?.length}]: ${violation}`];
  });
}

/** As long as a row, and finite. */
export const finite: Property = (direct, rows) => {
  const direction = direct(rows);
  const fits = direction.length === rows[0]?.length && direction.every(Number.isFinite);
  return fits ? undefined : direction.join();
};

/** A small step against the direction raises no loss: J·A(J) ≥ 0, within 4e-4. */
export const nonConflicting: Property = (direct, rows) => {
  const products = productsWith(rows, direct(rows));
  const positive = products.filter((value) => value >= 0);
  return differenceOf([Math.hypot(...positive)], [Math.hypot(...products)], { atol: 4e-4, rtol: 4e-4 });
};

/** The order of the tasks does not matter, within 1e-4. */
export const permutationInvariant: Property = (direct, rows) => {
  const expected = direct(rows);
  const random = randomSource(0, "permutations");
  return firstOf(5, () => {
    const permuted = [...rows];
    random.shuffle(permuted);
    return differenceOf(direct(permuted), expected, { atol: 1e-4, rtol: 1e-4 });
  });
};

/** A(diag(αa + βb)·J) = α·A(diag(a)·J) + β·A(diag(b)·J). */
export function linearUnderScaling(tolerance: number): Property {
  return (direct, rows) => {
    const random = randomSource(0, "scales");
    const scaled = (scales: readonly number[]): number[] =>
      direct(rows.map((row, task) => row.map((value) => value * scales[task]!)));
    return firstOf(5, () => {
      const [a, b] = [rows.map(() => random.uniform()), rows.map(() => random.uniform())];
      const [alpha, beta] = [random.uniform(), random.uniform()];
      const [one, other] = [scaled(a), scaled(b)];
      return differenceOf(
        scaled(a.map((value, task) => alpha * value + beta * b[task]!)),
        one.map((value, index) => alpha * value + beta * other[index]!),
        { atol: tolerance, rtol: tolerance },
      );
    });
  };
}

/** Not 0: of a Jacobian for which no weights > 0 make the gradients cancel, strong stationarity. */
export const moving: Property = (direct, rows) => {
  const norm = Math.hypot(...direct(rows));
  return norm > 5e-3 ? undefined : `the direction is ${norm} long`;
};

/** J·direction `[T]`. */
export function productsWith(rows: Rows, direction: readonly number[]): number[] {
  return rows.map((row) => row.reduce((sum, value, index) => sum + value * direction[index]!, 0));
}

function firstOf(runs: number, violation: () => string | undefined): string | undefined {
  for (let run = 0; run < runs; run++) {
    const found = violation();
    if (found !== undefined) return found;
  }
  return undefined;
}
