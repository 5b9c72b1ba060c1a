import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { input, model as layersModel } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { batchNormalized } from "./batch-normalized.ts";

test("fifty steps in, predictions are normalized by what the batches have", async () => {
  await setBackend("cpu");
  const x = input({ shape: [1] });
  const model = layersModel({ inputs: x, outputs: batchNormalized(x, "norm") });
  for (let step = 0; step < 50; step++)
    tidy(() => void model.apply(tensor2d([[96], [104]]), { training: true })); // mean 100, variance 16
  const [mean = 0, variance = 0] = model
    .getLayer("norm")
    .getWeights()
    .slice(2)
    .map((weight) => weight.dataSync()[0]);
  expect(mean).toBeGreaterThan(99);
  expect(variance).toBeGreaterThan(15.5);
  expect(variance).toBeLessThan(33);
});
