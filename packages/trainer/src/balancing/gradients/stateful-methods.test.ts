import { expect, test } from "vitest";
import { randomSource } from "../../data/random.ts";
import type { GradientBalancing, GramianBalancing } from "../balancing.ts";
import { exactGramian } from "../testing/exact-gramian.ts";
import "../testing/all-close.ts";
import { gradientRun } from "../testing/gradient-run.ts";
import { normalMatrix } from "../testing/matrices.ts";
import { someTasks } from "../testing/tasks.ts";
import { dbMtl } from "./db-mtl.ts";
import { excessMtl } from "./excess-mtl.ts";
import { graddrop } from "./graddrop.ts";
import { gradnorm } from "./gradnorm.ts";
import { gradvac } from "./gradvac.ts";
import { imtl } from "./imtl.ts";
import { mgda } from "./mgda.ts";
import { moco } from "./moco.ts";
import { pcgrad } from "./pcgrad.ts";
import { sdmgrad } from "./sdmgrad.ts";

type Rows = readonly (readonly number[])[];

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

/** A method's weights in one step after another. */
function weigher(method: GramianBalancing, tasks: number): (rows: Rows, losses?: Float64Array) => number[] {
  const balancer = method.create(someTasks(tasks), 0);
  return (rows, losses = ones(tasks)) => [...balancer.weigh(exactGramian(rows), losses)];
}

/** A method's direction and weights in one step after another, of as many tasks and parameters as the first one has. */
function combiner(method: GradientBalancing) {
  let run: ReturnType<typeof gradientRun> | undefined;
  return (rows: Rows) => (run ??= gradientRun(method, rows.length, rows[0]?.length ?? 0)).step(rows);
}

test.each([pcgrad(), gradvac({ beta: 0 })])("$name visits tasks in an order that it draws anew", (method) => {
  const weigh = weigher(method, 6);
  const rows = normalMatrix(6, 4);
  const weights = Array.from({ length: 5 }, () => weigh(rows).join());
  expect(new Set(weights).size).toBe(5);
});

test("gradnorm starts at 1, and moves towards gradients of one length, of sum T", () => {
  const weigh = weigher(gradnorm({ alpha: 0 }), 2);
  const rows = [
    [3, 0],
    [0, 1],
  ];
  expect(weigh(rows)).toEqual([1, 1]);
  // Adam's first step is its learning rate, against the sign of the slope.
  expect(weigh(rows)).toBeAllClose([0.975, 1.025], { atol: 1e-6 });
  let weights: number[] = [];
  for (let step = 0; step < 400; step++) weights = weigh(rows);
  expect(weights).toBeAllClose([0.5, 1.5], { atol: 0.05 });
});

test("gradnorm gives the task that trains more slowly the longer gradient", () => {
  const weigh = weigher(gradnorm(), 2);
  const rows = [
    [1, 0],
    [0, 1],
  ];
  weigh(rows, Float64Array.of(1, 4));
  let weights: number[] = [];
  for (let step = 0; step < 600; step++) weights = weigh(rows, Float64Array.of(0.9, 2));
  // Rates 0.9 and 0.5: lengths as 0.9^1.5 to 0.5^1.5.
  expect(weights[0]! / weights[1]!).toBeGreaterThan(1.5);
  expect(weights[0]! + weights[1]!).toBeCloseTo(2, 10);
});

test("gradvac turns gradients until their cosine is what it was on average", () => {
  const balancer = gradvac({ beta: 1 }).create(someTasks(2), 0);
  const weigh = (rows: Rows): Float64Array => balancer.weigh(exactGramian(rows), ones(2));
  const similar = [
    [1, 0],
    [0.8, 0.6],
  ];
  expect([...weigh(similar)]).toEqual([1, 1]);
  // Now the first gradient is turned towards the second one until their cosine is 0.8, and the other way around.
  const [first = 0, second = 0] = weigh([
    [1, 0],
    [0, 1],
  ]);
  expect(first).toBeCloseTo(second, 12);
  const turned = [1, second - 1];
  expect(turned[1]! / Math.hypot(...turned)).toBeCloseTo(0.8, 12);
});

test("sdmgrad ends at the shortest combination with λ = 0, and at the mean with a large λ", () => {
  const rows = normalMatrix(3, 8);
  const near = weigher(sdmgrad({ lambda: 0, learningRate: 0.5, iterations: 2000 }), 3)(rows);
  expect(near).toBeAllClose([...mgda().create(someTasks(3), 0).weigh(exactGramian(rows), ones(3))], {
    atol: 1e-6,
  });
  expect(weigher(sdmgrad({ lambda: 1e6 }), 3)(rows)).toBeAllClose([1 / 3, 1 / 3, 1 / 3], { atol: 1e-5 });
});

test("sdmgrad goes on from the weights of the step before", () => {
  const slow = sdmgrad({ learningRate: 0.1, iterations: 1 });
  const weigh = weigher(slow, 3);
  const rows = normalMatrix(3, 8);
  const [first, second] = [weigh(rows), weigh(rows)];
  expect(second).not.toBeAllClose(first);
  const balancer = slow.create(someTasks(3), 0);
  balancer.weigh(exactGramian(rows), ones(3));
  const resumed = slow.create(someTasks(3), 0);
  resumed.restore(balancer.save());
  expect([...resumed.weigh(exactGramian(rows), ones(3))]).toEqual(second);
});

test("imtl scales losses by what imtl-l learns, and its heads with them", () => {
  expect(imtl()).toMatchObject({ kind: "gramian", losses: { name: "imtl-l" }, heads: "unweighted" });
  const rows = normalMatrix(3, 8);
  const weigh = weigher(imtl(), 3);
  const scales = [0.1, 3, 20];
  const direction = (scale: readonly number[]): number[] => {
    const scaled = rows.map((row, task) => row.map((value) => value * scale[task]!));
    const weights = weigh(scaled);
    const sum = scaled[0]!.map((_, column) =>
      scaled.reduce((total, row, task) => total + weights[task]! * row[column]!, 0),
    );
    return sum.map((value) => value / Math.hypot(...sum));
  };
  // The scales change the direction's length alone.
  expect(direction(scales).map(Math.abs)).toBeAllClose(direction([1, 1, 1]).map(Math.abs), { atol: 1e-6 });
});

test("graddrop draws a sign for each parameter by how pure it is", () => {
  const combine = combiner(graddrop());
  const columns = 20_000;
  const rows = [3, -1, 1].map((value) => Array.from({ length: columns }, () => value));
  const { direction, weights } = combine(rows);
  expect(new Set(direction)).toEqual(new Set([4, -1]));
  // P = ½(1 + 3/5) = 0.8.
  expect(direction.filter((value) => value > 0).length / columns).toBeCloseTo(0.8, 1.5);
  expect([...weights]).toEqual([1, 1, 1]);
  const next = combine(rows).direction;
  expect(next).not.toEqual(direction);
  // Both steps draw a positive sign for 0.8² of the parameters: one draw tells nothing of the next.
  const both = next.filter((value, at) => value > 0 && direction[at]! > 0).length;
  expect(both / columns).toBeCloseTo(0.64, 1.5);
});

test("moco follows its three equations", () => {
  const combine = combiner(moco({ beta: 0.5, gamma: 0.1, rho: 0.2 }));
  const first = combine([
    [2, 0],
    [0, 4],
  ]);
  // Y = ½J, λ = ½ − 0.1·(YYᵀ + 0.2·I)·½ = [0.44, 0.29], on the simplex [0.575, 0.425].
  expect(first.weights).toBeAllClose([0.575, 0.425], { atol: 1e-6 });
  expect(first.direction).toBeAllClose([0.575, 0.85], { atol: 1e-6 });
  const second = combine([
    [0, 0],
    [0, 0],
  ]);
  const kept = 1 - 0.5 / Math.SQRT2;
  const [a, b] = [kept ** 2 + 0.2, (2 * kept) ** 2 + 0.2];
  const moved = [0.575 * (1 - (0.1 / Math.SQRT2) * a), 0.425 * (1 - (0.1 / Math.SQRT2) * b)];
  const rest = (1 - moved[0]! - moved[1]!) / 2;
  expect(second.weights).toBeAllClose([moved[0]! + rest, moved[1]! + rest], { atol: 1e-6 });
});

test("db-mtl takes logarithms of losses, and makes moving means of gradients as long as the longest", () => {
  expect(dbMtl().losses?.name).toBe("scale-invariant");
  const combine = combiner(dbMtl({ beta: 0.9 }));
  const first = combine([
    [3, 4],
    [0, 1],
  ]);
  expect(first.weights).toBeAllClose([1, 5], { atol: 1e-6 });
  expect(first.direction).toBeAllClose([0.3, 0.9], { atol: 1e-6 });
  const second = combine([
    [0, 0],
    [2, 0],
  ]);
  // Means [0.27, 0.36] and [0.2, 0.09].
  const factor = 0.45 / Math.hypot(0.2, 0.09);
  expect(second.direction).toBeAllClose([0.27 + 0.2 * factor, 0.36 + 0.09 * factor], { atol: 1e-6 });
});

test("excess-mtl weighs by excess risks, as shares of those of the first step", () => {
  const combine = combiner(excessMtl({ stepSize: 0.7 }));
  const first = combine([
    [2, 0],
    [1, 0],
  ]);
  expect([...first.weights]).toEqual([0.5, 0.5]);
  const second = combine([
    [1, 0],
    [2, 0],
  ]);
  const powers = [1 / (2 * Math.sqrt(5)), 4 / Math.sqrt(5)].map((share) => Math.exp(0.7 * share));
  const total = powers[0]! + powers[1]!;
  expect(second.weights).toBeAllClose([powers[0]! / total, powers[1]! / total], { atol: 1e-6 });
  expect(second.direction).toBeAllClose([powers[0]! / total + (2 * powers[1]!) / total, 0], { atol: 1e-6 });
});

test("seeds tell runs of random methods apart", () => {
  const random = randomSource(1, "seeds");
  const rows = normalMatrix(6, 4, random);
  const directed = (seed: number): number[] => gradientRun(graddrop(), 6, 4, seed).step(rows).direction;
  expect(directed(1)).toEqual(directed(1));
  expect(directed(1)).not.toEqual(directed(2));
});
