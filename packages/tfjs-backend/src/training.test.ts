import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "@tensorflow/tfjs-backend-cpu";
import { registerOnnxRuntimeBackend } from "./register.ts";
import { smallModels, type SmallModel } from "./testing/small-models.ts";

const steps = 20;

// Its first tensor would print an advertisement for tfjs-node.
Reflect.set(tf.findBackend("cpu"), "firstUse", false);

function lossOf({ network, examples, labels, values }: SmallModel): tf.Scalar {
  const [logits, value] = network.apply(examples, { training: true }) as [tf.Tensor, tf.Tensor];
  return tf.add(tf.losses.softmaxCrossEntropy(labels, logits), tf.losses.meanSquaredError(values, value));
}

/** The losses of the first steps, and the tensors that the backend holds after each. */
async function train(
  backend: string,
  build: () => SmallModel,
): Promise<{ losses: number[]; held: number[] }> {
  await tf.setBackend(backend);
  const model = build();
  const optimizer = tf.train.adam(0.01);
  const losses: number[] = [];
  const held: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(() => lossOf(model), true)!;
    losses.push(loss.dataSync()[0]!);
    loss.dispose();
    held.push(tf.engine().backend.numDataIds());
  }
  tf.disposeVariables();
  return { losses, held };
}

describe.each([{ force: true }, { force: false }])("with force: $force", ({ force }) => {
  beforeAll(() => registerOnnxRuntimeBackend({ force, smallOutput: force ? 0 : 8192 }));

  test.each(Object.entries(smallModels))(
    "trains a %s as tfjs's JavaScript backend does",
    async (_, build) => {
      const reference = await train("cpu", build);
      const ours = await train("onnxruntime", build);
      for (const [step, loss] of reference.losses.entries())
        expect(Math.abs(ours.losses[step]! / loss - 1)).toBeLessThan(1e-4);
      expect(reference.losses.at(-1)).toBeLessThan(reference.losses[0]!);
      expect(new Set(ours.held.slice(1)).size).toBe(1);
    },
  );
});
