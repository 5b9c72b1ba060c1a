import * as tf from "@tensorflow/tfjs-core";
import type { PlannedInput } from "./export-plan.ts";
import type { Feeds } from "./onnx-outputs.ts";

/** How long an axis of open length is when values for it are drawn, in batches of one example and of more. */
const OPEN_LENGTHS = { one: 3, more: 8 };

/** Values drawn evenly from each input's plausible range; the same seed gives the same values. */
export async function randomFeeds(
  inputs: readonly PlannedInput[],
  batch: number,
  seed: number,
): Promise<Feeds> {
  const open = batch === 1 ? OPEN_LENGTHS.one : OPEN_LENGTHS.more;
  const feeds = inputs.map(async ({ name, shape, center, reach }, index) => {
    const tensor = tf.tidy(() => {
      const unit = tf.randomUniform(
        [batch, ...shape.map((length) => length ?? open)],
        -1,
        1,
        "float32",
        seed + index,
      );
      return tf.add(tf.mul(unit, tf.tensor1d([...reach])), tf.tensor1d([...center]));
    });
    try {
      return [name, { data: (await tensor.data()) as Float32Array, shape: tensor.shape }] as const;
    } finally {
      tensor.dispose();
    }
  });
  return Object.fromEntries(await Promise.all(feeds));
}
