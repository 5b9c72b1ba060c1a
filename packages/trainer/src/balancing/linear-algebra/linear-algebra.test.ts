import "@tensorflow/tfjs-backend-cpu";
import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { randomSource } from "../../data/random.ts";
import { exactGramian } from "../testing/exact-gramian.ts";
import "../testing/all-close.ts";
import { normalMatrix, typical } from "../testing/matrices.ts";
import { solvePositiveDefinite } from "./cholesky.ts";
import { gramianOf } from "./gramian.ts";
import { monotoneRoot } from "./monotone-root.ts";
import { nonNegativeQuadratic } from "./non-negative-quadratic.ts";
import { simplexProjection } from "./simplex-projection.ts";
import { dot, ridged, times } from "./square.ts";
import { applySpectral, positiveEigenPairs } from "./symmetric-eigen.ts";

const random = randomSource(0, "linear algebra");

const vector = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());

test("the Gramian is that of the rows, whose parts are those of several variables", () => {
  const jacobians = [tensor2d([1, -3], [2, 1]), tensor2d([2, 0, 0.5, 1], [2, 2])];
  expect([...gramianOf(jacobians).dataSync()]).toEqual([5, -2, -2, 10.25]);
});

test("a positive definite system is solved, another is told", () => {
  for (const order of [1, 3, 20]) {
    const matrix = exactGramian(normalMatrix(order, order + 5));
    const x = vector(order);
    expect(solvePositiveDefinite(matrix, times(matrix, x))).toBeAllClose(x, { atol: 1e-8 });
  }
  expect(solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), vector(2))).toBeUndefined();
  expect(solvePositiveDefinite(new Float64Array(4), vector(2))).toBeUndefined();
});

const RANKS = [0, 0, 0, 1, 2, 1, 2, 3, 5, 9, 20, 3, 6, 2, 3, 3, 6, 6, 2, 2];

test("rounding to single precision adds nothing to a rank", () => {
  const ranks = typical.map((rows) => positiveEigenPairs(exactGramian(rows).map(Math.fround)).length);
  expect(ranks).toEqual(RANKS);
});

test("eigenpairs make up the matrix, and are as many as its rank", () => {
  const ranks = typical.map((rows) => {
    const matrix = exactGramian(rows);
    const pairs = positiveEigenPairs(matrix);
    const x = vector(rows.length);
    expect(applySpectral(pairs, x, (value) => value)).toBeAllClose(times(matrix, x), {
      atol: 1e-5,
      rtol: 1e-5,
    });
    for (const { value, vector: own } of pairs) {
      expect(dot(own, own)).toBeCloseTo(1, 12);
      expect(times(matrix, own)).toBeAllClose(
        own.map((item) => value * item),
        { atol: 1e-6 },
      );
    }
    return pairs.length;
  });
  expect(ranks).toEqual(RANKS);
});

test("the quadratic program meets its conditions: slopes are 0 where x is above 0, and 0 or more elsewhere", () => {
  for (const order of [1, 2, 5, 20]) {
    for (let trial = 0; trial < 20; trial++) {
      const q = ridged(exactGramian(normalMatrix(order, 1 + random.integer(order + 4))), 1, 1e-4);
      const c = vector(order);
      const x = nonNegativeQuadratic(q, c);
      const slopes = times(q, x).map((value, index) => value + c[index]!);
      expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...slopes)).toBeGreaterThan(-1e-6);
      expect(Math.abs(dot(slopes, x))).toBeLessThan(1e-5 * (1 + dot(x, x)));
    }
  }
});

test("the projection onto the simplex is the nearest point on it", () => {
  expect([...simplexProjection(Float64Array.of(0.2, 0.3, 0.5))]).toBeAllClose([0.2, 0.3, 0.5], {
    atol: 1e-15,
  });
  expect([...simplexProjection(Float64Array.of(1e30, 0))]).toEqual([1, 0]);
  for (let trial = 0; trial < 50; trial++) {
    const point = vector(6);
    const nearest = simplexProjection(point);
    expect(nearest.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    // No vertex is seen from it within a right angle of the point.
    const away = point.map((value, index) => value - nearest[index]!);
    expect(Math.max(...away)).toBeLessThanOrEqual(dot(away, nearest) + 1e-12);
  }
});

test("the root of a function that never falls is found, and the end where there is none", () => {
  let calls = 0;
  const root = monotoneRoot((x) => (calls++, x < 3 ? 1 : (x - 3) ** 3 + 1), 9, 0, 1e4);
  expect(root).toBeCloseTo(5, 8);
  expect(calls).toBeLessThan(60);
  expect(monotoneRoot((x) => x, 5, 0, 4)).toBe(4);
});
