import { abs } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";

test.each([[[4]], [[2, 3, 3, 4]]])("FusedBatchNorm with parameters of shape %j", async (shape) => {
  const inputs = () => ({
    x: random([2, 3, 3, 4]),
    mean: random(shape, "float32", 2),
    variance: abs(random(shape, "float32", 3)),
  });
  const whole = () => ({
    ...inputs(),
    scale: random(shape, "float32", 4),
    offset: random(shape, "float32", 5),
  });
  await expect(
    disagreement(() => kernel("FusedBatchNorm", inputs(), { varianceEpsilon: 0.01 })),
  ).resolves.toBeLessThanOrEqual(1e-5);
  await expect(
    disagreement(() => kernel("FusedBatchNorm", whole(), { varianceEpsilon: 0.01 })),
  ).resolves.toBeLessThanOrEqual(1e-5);
});
