import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { randomSource } from "../data/random.ts";
import { cagrad } from "./gradients/cagrad.ts";
import { famo } from "./losses/famo.ts";
import { PlainAdam } from "./plain-adam.ts";
import { exactGramian } from "./testing/exact-gramian.ts";
import { PlainFamo } from "./testing/plain-famo.ts";
import "./testing/all-close.ts";
import { someTasks } from "./testing/tasks.ts";
import { MINIMUM, twoObjectives, type TwoObjectives } from "./testing/two-objectives.ts";

type Point = readonly [number, number];

interface Weighing {
  weights(at: TwoObjectives): ArrayLike<number>;
  afterUpdate?(before: Point, after: Point): void;
}

/** Adam's steps of 1e-3, and where they lead. */
function descend(start: Point, steps: number, method: Weighing): Point {
  const adam = new PlainAdam(2, 1e-3);
  let point = start;
  for (let step = 0; step < steps; step++) {
    const at = twoObjectives(point);
    const { 0: first = 0, 1: second = 0 } = method.weights(at);
    const [one, other] = at.gradients;
    const gradient = Float64Array.of(first * one[0] + second * other[0], first * one[1] + second * other[1]);
    const [x = 0, y = 0] = adam.update(Float64Array.from(point), gradient);
    point = [x, y];
    method.afterUpdate?.(at.losses, twoObjectives(point).losses);
  }
  return point;
}

const published = { atol: 0.5 };

test("the losses' gradients are those of their values", () => {
  for (const [x, y] of [
    [1, 2],
    [-3, -4],
    [5, -1],
    [-8, 1],
  ] as const) {
    const slope = (task: 0 | 1, [dx, dy]: Point): number =>
      (twoObjectives([x + dx, y + dy]).losses[task] - twoObjectives([x - dx, y - dy]).losses[task]) / 2e-6;
    const { gradients } = twoObjectives([x, y]);
    for (const task of [0, 1] as const)
      expect(gradients[task]).toBeAllClose([slope(task, [1e-6, 0]), slope(task, [0, 1e-6])], { atol: 1e-6 });
  }
});

test("equal weights are stuck in a valley", () => {
  expect(descend([9, 9], 50_000, { weights: () => [1, 1] })).toBeAllClose([5, 3.9], published);
});

// Where each start of the authors' code leads with c = 0.4, in as few steps as it takes. From (9, 9), across the valley where
// equal weights are stuck, that is more than 50,000 of them: the code of CAGrad's authors takes 100,000, and that of FAMO's
// shortens gradients to a length of 1.
test.each([
  [[0, 0], 25_000],
  [[-7.5, -0.5], 25_000],
  [[-8.5, 7.5], 50_000],
  [[9, -1], 50_000],
  [[9, 9], 100_000],
] as const)("cagrad gets past the valleys from %j in %i steps", (start, steps) => {
  const balancer = cagrad({ c: 0.4 }).create(someTasks(2), 0);
  const weights = ({ gradients }: TwoObjectives): Float64Array =>
    balancer.weigh(exactGramian(gradients), new Float64Array(2));
  expect(descend(start, steps, { weights })).toBeAllClose([-5.73, -8.41], { atol: 0.01 });
});

test("famo's algorithm without decay brings both losses down alike", () => {
  const plain = new PlainFamo(MINIMUM, 0);
  const method: Weighing = {
    weights: ({ losses }) => plain.weights(losses),
    afterUpdate: (before, after) => plain.afterUpdate(before, after),
  };
  expect(descend([0, 0], 50_000, method)).toBeAllClose([0.08, -8.36], published);
});

/** `famo()` on TensorFlow.js, step by step. */
async function onTensors(weightDecay: number): Promise<Weighing & { dispose(): void }> {
  await setBackend("cpu");
  const balancer = famo({ weightDecay, minimum: { a: MINIMUM[0], b: MINIMUM[1] } }).create(someTasks(2), 0);
  return {
    weights: ({ losses }) => tidy(() => balancer.balance(tensor1d([...losses])).weights.dataSync()),
    afterUpdate: (before, after) =>
      tidy(() => balancer.afterUpdate?.(tensor1d([...before]), tensor1d([...after]))),
    dispose: () => balancer.dispose(),
  };
}

test.each([0, 1e-3])("famo() with decay %d weighs as that algorithm does", async (weightDecay) => {
  const plain = new PlainFamo(MINIMUM, weightDecay);
  const tensors = await onTensors(weightDecay);
  const random = randomSource(0, "losses");
  const draw = (): Point => [random.uniform(-2, 1), random.uniform(-20, 10)];
  for (let step = 0; step < 100; step++) {
    const [before, after] = [draw(), draw()];
    const at = { ...twoObjectives([0, 0]), losses: before };
    expect(tensors.weights(at)).toBeAllClose(plain.weights(before), { atol: 1e-4 });
    plain.afterUpdate(before, after);
    tensors.afterUpdate?.(before, after);
  }
  expect(Math.abs(plain.logits[0] ?? 0)).toBeGreaterThan(0.05);
  tensors.dispose();
});

test.runIf(process.env["POLYHEAD_FULL"] === "1")(
  "famo() arrives where its paper does",
  async () => {
    const tensors = await onTensors(0);
    expect(descend([0, 0], 50_000, tensors)).toBeAllClose([0.08, -8.36], published);
    tensors.dispose();
  },
  600_000,
);
