import "@tensorflow/tfjs-backend-cpu";
import { memory, ones, setBackend, tidy } from "@tensorflow/tfjs-core";
import { input, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { SeededDropout } from "./seeded-dropout.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

function mask(layer: SeededDropout, training: boolean): number[] {
  return tidy(() => [...layer.call(ones([8, 8]), { training }).dataSync()]);
}

test("the mask is a function of seed and step, and there is none in inference", () => {
  const before = memory().numTensors;
  const layer = new SeededDropout({ rate: 0.5, seed: 3 });
  const other = new SeededDropout({ rate: 0.5, seed: 4 });
  const entry = input({ shape: [8] });
  const outputs = [layer, other].map((each) => each.apply(entry) as SymbolicTensor);
  const network = model({ inputs: entry, outputs });
  const at = (step: number): number[] => {
    layer.startStep(step);
    return mask(layer, true);
  };
  const first = at(7);
  expect(at(8)).not.toEqual(first);
  expect(at(7)).toEqual(first);
  other.startStep(7);
  expect(mask(other, true)).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set([0, 2]));
  expect(new Set(mask(layer, false))).toEqual(new Set([1]));
  network.dispose();
  expect(memory().numTensors).toBe(before);
});
