// M rows, N columns, R rank
import { randomSource, type Random } from "../../data/random.ts";

/** Vectors of double precision. */
type Rows = number[][];

const random = randomSource(0, "matrices");

/** `[M, N]` of normal numbers. */
export function normalMatrix(m: number, n: number, source: Random = random): Rows {
  return Array.from({ length: m }, () => Array.from({ length: n }, () => source.normal()));
}

/** `[count, size]` orthonormal rows, orthogonal to those of `basis`. */
function orthonormal(count: number, size: number, basis: Rows = []): Rows {
  const rows: Rows = [...basis];
  while (rows.length < basis.length + count) {
    let row = Array.from({ length: size }, () => random.normal());
    // Twice is enough (Kahan).
    for (let pass = 0; pass < 2; pass++)
      for (const other of rows) row = minus(row, other, product(row, other));
    rows.push(unit(row));
  }
  return rows.slice(basis.length);
}

/** Σ s·u·vᵀ with normal singular values, over left vectors `[R, M]`. */
function withLeftVectors(left: Rows, n: number): Rows {
  const right = orthonormal(left.length, n);
  const m = left[0]?.length ?? 0;
  const matrix = Array.from({ length: m }, () => Array.from({ length: n }, () => 0));
  for (const [r, u] of left.entries()) {
    const s = Math.abs(random.normal());
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) matrix[i]![j]! += s * u[i]! * right[r]![j]!;
  }
  return matrix;
}

/** Of a given rank. */
const ranked = (m: number, n: number, rank: number): Rows => withLeftVectors(orthonormal(rank, m), n);

/** For which some w > 0 has Jᵀw = 0. */
export function stronglyStationary(m: number, n: number, rank: number): Rows {
  return withLeftVectors(orthonormal(rank, m, [positiveUnit(m)]), n);
}

/** For which some w ≥ 0 has Jᵀw = 0, but no w > 0. */
function weaklyStationary(m: number, n: number, rank: number): Rows {
  const all = positiveUnit(m);
  const cut = 1 + random.integer(m - 1);
  const half = (keep: (index: number) => boolean): number[] =>
    unit(all.map((value, index) => (keep(index) ? value : 0)));
  const [zero, other] = [half((index) => index < cut), half((index) => index >= cut)];
  return withLeftVectors([other, ...orthonormal(rank - 1, m, [zero, other])], n);
}

/** For which no w ≥ 0 but 0 has Jᵀw = 0. */
function notStationary(m: number, n: number, rank: number): Rows {
  const first = positiveUnit(m);
  return withLeftVectors([first, ...orthonormal(rank - 1, m, [first])], n);
}

const zero = (m: number, n: number): Rows =>
  Array.from({ length: m }, () => Array.from({ length: n }, () => 0));

const ordinary: readonly Rows[] = [
  ranked(1, 1, 1),
  ranked(2, 5, 2),
  ranked(4, 3, 1),
  ranked(4, 3, 2),
  ranked(4, 3, 3),
  ranked(9, 11, 5),
  ranked(9, 11, 9),
  ranked(20, 100, 20),
];

const stationaryShapes = [
  [5, 3, 3],
  [9, 11, 6],
  [7, 13, 2],
] as const;

/** Not strongly stationary. */
export const nonStrong: readonly Rows[] = stationaryShapes.flatMap(([m, n, rank]) => [
  weaklyStationary(m, n, rank),
  notStationary(m, n, rank),
]);

/** Ranks from 0 to full, and all kinds of stationary. */
export const typical: readonly Rows[] = [
  zero(1, 1),
  zero(4, 3),
  zero(9, 11),
  ...ordinary,
  ...stationaryShapes.map(([m, n, rank]) => stronglyStationary(m, n, rank)),
  ...nonStrong,
];

/** Very small and very large ones, and ones with rows and columns of 0. */
export const extreme: readonly Rows[] = [
  ...[0, 1e-15, 1e-10, 1e3, 1e5, 1e10, 1e15].flatMap((scale) =>
    ordinary.map((matrix) => matrix.map((row) => row.map((value) => value * scale))),
  ),
  ...ordinary.map((matrix) => matrix.map((row) => [0, ...row, 0])),
  ...ordinary.map((matrix) => matrix.map((row, index) => (index === 0 ? row.map(() => 0) : row))),
  ...ordinary.map((matrix) => matrix.map((row, index) => row.map((value) => value * 10 ** (index % 8)))),
  normalMatrix(20, 100),
];

function positiveUnit(size: number): number[] {
  return unit(Array.from({ length: size }, () => Math.abs(random.normal())));
}

function unit(vector: readonly number[]): number[] {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function minus(a: readonly number[], b: readonly number[], factor: number): number[] {
  return a.map((value, index) => value - factor * b[index]!);
}
