import { describe, expect, test } from "vitest";
import { randomSource } from "../../data/random.ts";
import { restoreBalancers, saveBalancers } from "../../fit/balancer-state.ts";
import type { GradientBalancing, GramianBalancing } from "../balancing.ts";
import { projectOntoDualCone } from "../linear-algebra/dual-cone.ts";
import { ridged, times, trace, uniform } from "../linear-algebra/square.ts";
import { balancingMethods } from "../methods.ts";
import { aggregate } from "../testing/aggregate.ts";
import "../testing/all-close.ts";
import { exactGramian } from "../testing/exact-gramian.ts";
import { gradientRun } from "../testing/gradient-run.ts";
import { extreme, nonStrong, normalMatrix, stronglyStationary, typical } from "../testing/matrices.ts";
import {
  finite,
  linearUnderScaling,
  moving,
  nonConflicting,
  permutationInvariant,
  productsWith,
  violations,
} from "../testing/properties.ts";
import { someTasks } from "../testing/tasks.ts";
import { alignedMtl } from "./aligned-mtl.ts";
import { cagrad } from "./cagrad.ts";
import { conFIG } from "./conflict-free.ts";
import { dualproj } from "./dualproj.ts";
import { fairgrad } from "./fairgrad.ts";
import { gradvac } from "./gradvac.ts";
import { gramianMethod } from "./gramian-method.ts";
import { imtlG } from "./imtl-g.ts";
import { mgda } from "./mgda.ts";
import { nashMtl } from "./nash-mtl.ts";
import { pcgrad } from "./pcgrad.ts";
import { projectEach, upgrad } from "./upgrad.ts";

const mean = (): GramianBalancing =>
  gramianMethod("mean", "weighted", (gramian) => uniform(Math.sqrt(gramian.length)));

const weightsOf = (method: GramianBalancing, rows: readonly (readonly number[])[]): Float64Array =>
  method.create(someTasks(rows.length), 0).weigh(exactGramian(rows), new Float64Array(rows.length).fill(1));

// The values that TorchJD's tests hold its aggregators to.
test.each<[GramianBalancing, readonly [number, number, number]]>([
  [mean(), [1, 1, 1]],
  [mgda(), [0, 1, 1]],
  [pcgrad(), [0.5848, 3.8012, 3.8012]],
  [gradvac(), [0.5848, 3.8012, 3.8012]],
  [upgrad(), [0.2929, 1.9004, 1.9004]],
  [dualproj(), [0.5563, 1.1109, 1.1109]],
  [imtlG(), [0.0767, 1, 1]],
  [cagrad({ c: 0.5, rescale: false }), [0.1835, 1.2041, 1.2041]],
  [alignedMtl(), [0.2133, 0.9673, 0.9673]],
  [conFIG(), [0.1588, 2.0706, 2.0706]],
  [fairgrad({ alpha: 1 }), [0.0766, 0.9985, 0.9985]],
  [nashMtl(), [0.0542, 0.7061, 0.7061]],
])("$name gives the literature's direction", (method, expected) => {
  const rows = [
    [-4, 1, 1],
    [6, 1, 1],
  ];
  expect(aggregate(method, rows)).toBeAllClose(expected, { atol: 1e-4 });
});

const gradientMethods = [...balancingMethods.values()]
  .map((create) => create())
  .filter((method): method is GradientBalancing => method.kind !== "losses");

describe.each(gradientMethods)("$name", (method) => {
  test("gives finite directions from scale 0 to 1e15, and with rows and columns of 0", () => {
    expect(violations(finite, method, [...typical, ...extreme])).toEqual([]);
  });

  test("of one task follows its gradient", () => {
    expect(aggregate(method, [[2]])[0]).toBeGreaterThan(0);
    expect(aggregate(method, [[-2]])[0]).toBeLessThan(0);
  });

  test("is the same for the same seed, and goes on from a checkpoint as if there had been none", () => {
    const whole = start(method).walk(0, 8);
    expect(start(method).walk(0, 8)).toEqual(whole);
    const first = start(method);
    first.walk(0, 5);
    const { json, tensors } = saveBalancers([first.balancer], first.state);
    const second = start(method);
    const kept = JSON.parse(JSON.stringify(json)) as unknown[];
    restoreBalancers([second.balancer], second.state, kept, tensors);
    expect(second.walk(5, 8)).toEqual(whole.slice(5));
  });
});

/** A run over eight Jacobians and losses. */
function start(method: GradientBalancing) {
  const random = randomSource(3, "continuation");
  const jacobians = Array.from({ length: 8 }, () => normalMatrix(4, 6, random));
  const run = gradientRun(method, 4, 6, 5);
  const walk = (from: number, to: number): number[][] =>
    jacobians.slice(from, to).map((rows, at) => {
      const losses = Float64Array.of(1, 2 + from + at, 3, 4 / (from + at + 1));
      return run.step(rows, losses).direction;
    });
  return { ...run, walk };
}

test.each([upgrad(), dualproj(), mgda(), cagrad({ c: 1 }), cagrad({ c: 2 })])(
  "$name conflicts with no gradient",
  (method) => {
    expect(violations(nonConflicting, method, typical)).toEqual([]);
  },
);

test("the mean and cagrad with c < 1 do", () => {
  expect(violations(nonConflicting, mean(), typical)).not.toEqual([]);
  expect(violations(nonConflicting, cagrad({ c: 0.5 }), typical)).not.toEqual([]);
});

test.each([upgrad(), dualproj(), mgda(), mean(), conFIG(), alignedMtl(), imtlG()])(
  "$name does not depend on the order of the tasks",
  (method) => {
    expect(violations(permutationInvariant, method, typical)).toEqual([]);
  },
);

test("pcgrad does", () => {
  expect(violations(permutationInvariant, pcgrad(), typical)).not.toEqual([]);
});

/** Without the regularization, which alone makes UPGrad's own property approximate. */
const exactUpgrad = (): GramianBalancing =>
  gramianMethod("exact upgrad", "unweighted", (gramian) =>
    projectEach(ridged(gramian, 1 / (trace(gramian) || 1), 1e-12)),
  );

test.each([
  { method: upgrad(), tolerance: 6e-2 },
  { method: exactUpgrad(), tolerance: 1e-4 },
  { method: mean(), tolerance: 1e-9 },
  { method: conFIG(), tolerance: 1e-4 },
])("$method.name is linear under scaling of the gradients", ({ method, tolerance }) => {
  expect(violations(linearUnderScaling(tolerance), method, typical)).toEqual([]);
});

test("mgda and aligned-mtl are not", () => {
  expect(violations(linearUnderScaling(2e-2), mgda(), typical)).not.toEqual([]);
  expect(violations(linearUnderScaling(2e-2), alignedMtl(), typical)).not.toEqual([]);
});

test.each([upgrad(), dualproj(), mean()])("$name stops at strongly stationary points alone", (method) => {
  expect(violations(moving, method, nonStrong)).toEqual([]);
});

test("mgda stops at others too", () => {
  expect(violations(moving, mgda(), nonStrong)).not.toEqual([]);
});

test.each([5, 7, 9, 15, 27, 57, 68, 102])(
  "of two tasks with %i parameters, pcgrad adds the gradients' projections onto the dual cone",
  (parameters) => {
    const rows = normalMatrix(2, parameters);
    const gramian = exactGramian(rows);
    const first = projectOntoDualCone(gramian, Float64Array.of(1, 0));
    const second = projectOntoDualCone(gramian, Float64Array.of(0, 1));
    expect(weightsOf(pcgrad(), rows)).toBeAllClose([first[0]! + second[0]!, first[1]! + second[1]!], {
      atol: 1e-9,
    });
  },
);

test.each([0.5, 1, 2, 10])("fairgrad with α = %d solves Gw = w^(−1/α)", (alpha) => {
  for (const parameters of [3, 30]) {
    const rows = normalMatrix(3, parameters);
    const weights = weightsOf(fairgrad({ alpha }), rows);
    expect(times(exactGramian(rows), weights)).toBeAllClose(
      weights.map((weight) => weight ** (-1 / alpha)),
      { atol: 0, rtol: 1e-3 },
    );
  }
});

test("nash-mtl's direction vanishes with the gradients, and its weights then stay as they are", () => {
  const rows = normalMatrix(3, 8);
  const small = (scale: number): number[][] => rows.map((row) => row.map((value) => value * scale));
  const weights = weightsOf(nashMtl(), small(1e-3));
  expect(weightsOf(nashMtl(), small(1e-6))).toBeAllClose(weights, { atol: 0, rtol: 1e-6 });
  expect(Math.hypot(...aggregate(nashMtl(), small(1e-6)))).toBeLessThan(1e-5);
  expect(Math.hypot(...aggregate(nashMtl(), small(1e6)))).toBeCloseTo(1, 9);
  const gramian = exactGramian(small(1e-3));
  const size = Math.hypot(...gramian);
  // What claim 3.1 says, of the Gramian of length 1.
  expect(times(gramian, weights)).toBeAllClose(
    weights.map((weight) => size / weight),
    { atol: 0, rtol: 1e-4 },
  );
});

test("cagrad solves its primal problem, and divides by 1 + c² unless told not to", () => {
  for (const [m, n] of [
    [2, 3],
    [3, 5],
    [5, 4],
    [20, 100],
  ] as const) {
    const rows = normalMatrix(m, n);
    const c = 0.7;
    const direction = aggregate(cagrad({ c, rescale: false }), rows);
    expect(aggregate(cagrad({ c }), rows)).toBeAllClose(direction.map((value) => value / (1 + c ** 2)));
    const average = aggregate(mean(), rows);
    const away = direction.map((value, index) => value - average[index]!);
    expect(Math.hypot(...away)).toBeLessThanOrEqual(c * Math.hypot(...average) * (1 + 1e-9));
    const worst = Math.min(...productsWith(rows, direction));
    const random = randomSource(0, "rivals");
    for (let rival = 0; rival < 50; rival++) {
      const other = inBall(direction, average, c * Math.hypot(...average), () => random.normal());
      expect(Math.min(...productsWith(rows, other))).toBeLessThanOrEqual(worst + 1e-9);
    }
  }
});

/** Near `point`, and no further from `center` than `radius`. */
function inBall(
  point: readonly number[],
  center: readonly number[],
  radius: number,
  draw: () => number,
): number[] {
  const away = point.map((value, index) => value + 0.05 * radius * draw() - center[index]!);
  const shrink = Math.min(1, radius / Math.hypot(...away));
  return center.map((value, index) => value + shrink * away[index]!);
}

test("imtl-g's direction has the same projection onto every gradient", () => {
  const rows = normalMatrix(4, 9);
  const products = productsWith(rows, aggregate(imtlG(), rows));
  const projections = products.map((value, task) => value / Math.hypot(...rows[task]!));
  expect(projections).toBeAllClose(
    projections.map(() => projections[0]!),
    { atol: 1e-9 },
  );
});

test("mgda meets the conditions of the shortest combination", () => {
  for (const [m, n] of [
    [2, 14],
    [5, 7],
    [9, 37],
    [20, 15],
    [20, 100],
  ] as const) {
    const rows = normalMatrix(m, n);
    const weights = weightsOf(mgda(), rows);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
    const direction = aggregate(mgda(), rows);
    const square = direction.reduce((sum, value) => sum + value ** 2, 0);
    expect(Math.min(...productsWith(rows, direction))).toBeGreaterThan(square - 1e-8);
  }
});

test("mgda finds where gradients cancel", () => {
  for (const rows of [
    stronglyStationary(5, 3, 3),
    stronglyStationary(20, 100, 10),
    stronglyStationary(20, 100, 19),
  ])
    expect(Math.hypot(...aggregate(mgda(), rows))).toBeLessThan(1e-6);
});
