import "@tensorflow/tfjs-backend-cpu";
import { scalar, setBackend, tidy, variable, type Variable } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { ResumableAdam } from "./resumable-adam.ts";

/** Takes steps of a gradient that changes, from one number to another. */
function walk(adam: ResumableAdam, x: Variable, from: number, to: number): void {
  for (let step = from; step < to; step++)
    tidy(() => adam.applyGradients([{ name: x.name, tensor: scalar(Math.sin(step) + 0.3) }]));
}

test("goes on from saved weights to the bit, also after many steps", async () => {
  await setBackend("cpu");
  const [whole, half] = [variable(scalar(1)), variable(scalar(1))];
  const adam = new ResumableAdam(0.01, 0.9, 0.999, 1e-7);
  walk(adam, whole, 0, 400);
  const before = new ResumableAdam(0.01, 0.9, 0.999, 1e-7);
  walk(before, half, 0, 200);
  const after = new ResumableAdam(0.01, 0.9, 0.999, 1e-7);
  await after.setWeights(await before.getWeights());
  walk(after, half, 200, 400);
  expect([...half.dataSync()]).toEqual([...whole.dataSync()]);
});
