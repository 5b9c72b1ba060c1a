import "@tensorflow/tfjs-backend-cpu";
import type { Rank, Variable } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { randomSource } from "../data/random.ts";
import { dbMtl } from "./gradients/db-mtl.ts";
import { excessMtl } from "./gradients/excess-mtl.ts";
import { gradnorm } from "./gradients/gradnorm.ts";
import { mgda } from "./gradients/mgda.ts";
import { moco } from "./gradients/moco.ts";
import { nashMtl } from "./gradients/nash-mtl.ts";
import { moveAmong } from "./linear-algebra/subset.ts";
import { dwa } from "./losses/dwa.ts";
import { balancingMethods } from "./methods.ts";
import { exactGramian } from "./testing/exact-gramian.ts";
import "./testing/all-close.ts";
import { gradientRun } from "./testing/gradient-run.ts";
import { someTasks } from "./testing/tasks.ts";
import { everySteps } from "./wrappers/every-steps.ts";
import { smoothed } from "./wrappers/smoothed.ts";
import type { GradientBalancing } from "./balancing.ts";

type Rows = readonly (readonly number[])[];

const gradientMethods = [
  ...[...balancingMethods.values()].map((method) => method()),
  everySteps(3, mgda()),
  smoothed(nashMtl()),
].filter((method): method is GradientBalancing => method.kind !== "losses");

/** One run's steps: rows of zeros for tasks that are not present. */
function begin(method: GradientBalancing, tasks: number): (rows: Rows, present?: number[]) => number[] {
  const run = gradientRun(method, tasks, 3);
  return (rows, present) => run.step(rows, undefined, present).direction;
}

const optima = [
  [3, 1, 0],
  [2, -1, 1],
  [2.5, 0, -1],
] as const;
const absences = [[0], [], [1], [2], [0, 1], [1, 2], [0, 2]];

test.each(gradientMethods.map((method) => [method.name, method] as const))(
  "%s nears the tasks' optima where every batch but a few lacks tasks",
  (_, method) => {
    const step = begin(method, 3);
    const random = randomSource(1, "noise");
    let point = [-5, 6, 4];
    const distance = (): number =>
      optima.reduce((sum, best) => sum + Math.hypot(...best.map((x, at) => x - point[at]!)), 0);
    const start = distance();
    for (let at = 0; at < 400; at++) {
      const absent = absences[at % absences.length]!;
      const rows = optima.map((best, task) =>
        best.map((x, axis) => (absent.includes(task) ? 0 : point[axis]! - x + 0.3 * random.normal())),
      );
      const present = [0, 1, 2].filter((task) => !absent.includes(task));
      const direction = step(rows, present.length === 3 ? undefined : present);
      point = point.map((x, axis) => x - 0.05 * direction[axis]!);
    }
    expect(distance()).toBeLessThan(start / 3);
  },
);

const two: Rows = [
  [1, 0.5, 0],
  [-0.5, 1, 0.25],
];

test.each(
  gradientMethods
    .filter(({ name }) => !/smoothed|graddrop/.test(name))
    .map((method) => [method.name, method] as const),
)("%s, in a first step without a task, goes where a model without that task goes", (_, method) => {
  const [first, second] = two;
  const direction = begin(method, 3)([first!, [0, 0, 0], second!], [0, 2]);
  const expected = begin(method, 2)(two);
  expect(direction.map((value) => value / Math.hypot(...direction))).toBeAllClose(
    expected.map((value) => value / Math.hypot(...expected)),
    { atol: 1e-6 },
  );
});

test.each([dbMtl(), moco(), excessMtl()])(
  "$name keeps what it has of a task that a batch lacks, and moves the others'",
  (method) => {
    const run = gradientRun(method, 2, 3);
    const rowOf = (task: number): number[][] =>
      run.state.map((kept) => (kept as Variable<Rank.R2>).arraySync()[task]!);
    run.step(two);
    const before = [0, 1].map(rowOf);
    run.step([two[0]!, [0, 0, 0]], undefined, [0]);
    expect(rowOf(1)).toEqual(before[1]);
    expect(rowOf(0)).not.toEqual(before[0]);
  },
);

test("gradnorm compares a task with its own first loss, and waits until all were seen", () => {
  const balancer = gradnorm().create(someTasks(2), 0);
  const alone = exactGramian([
    [2, 0],
    [0, 0],
  ]);
  for (let step = 0; step < 3; step++)
    expect([...balancer.weigh(alone, Float64Array.of(4, 1), [0])]).toEqual([1, 1]);
  const other = exactGramian([
    [0, 0],
    [0, 1],
  ]);
  balancer.weigh(other, Float64Array.of(4, 9), [1]);
  expect(balancer.save().json).toMatchObject({ initial: [4, 9], norms: [2, 1] });
  // The longer gradient's task, which is not in this batch either, weighs less.
  const [first, second] = balancer.weigh(other, Float64Array.of(4, 9), [1]);
  expect(first).toBeLessThan(second!);
});

test("weights held for some steps are not 0 for a task that lacked in the step that asked", () => {
  const balancer = everySteps(2, nashMtl()).create(someTasks(2), 0);
  const [one] = balancer.weigh(
    exactGramian([
      [0.5, 0],
      [0, 0],
    ]),
    Float64Array.of(1, 1),
    [0],
  );
  expect(one).toBeGreaterThan(0);
  expect([...balancer.heldWeights!()!]).toEqual([one, one]);
});

test("weights that move among some tasks keep their sum", () => {
  const { all, own } = moveAmong(Float64Array.of(0.5, 0.2, 0.3), [0, 2], ([first, second]) => {
    expect([first, second]).toBeAllClose([0.625, 0.375], { atol: 1e-12 });
    return Float64Array.of(1, 0);
  });
  expect([...all]).toBeAllClose([0.8, 0.2, 0], { atol: 1e-12 });
  expect([...own]).toEqual([1, 0, 0]);
});

test("dwa takes a task that an epoch lacks for one whose loss stayed", () => {
  const balancer = dwa().create(someTasks(2), 0);
  balancer.endEpoch!([1, 2]);
  balancer.endEpoch!([Number.NaN, 1]);
  expect(balancer.save().json).toEqual({ last: [1, 1] });
  balancer.dispose();
});
