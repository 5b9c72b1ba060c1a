import * as tf from "@tensorflow/tfjs-core";
import type { PlannedInput } from "../export-plan.ts";
import type { Feeds } from "./onnx-outputs.ts";

/** How large a batch of random inputs is, and what it is drawn from. */
export interface Draw {
  readonly batch: number;
  readonly seed: number;
  /** The length that axes left open take. */
  readonly length: number;
}

/** Values drawn evenly from each input's plausible range; the same seed gives the same values. */
export async function randomFeeds(inputs: readonly PlannedInput[], draw: Draw): Promise<Feeds> {
  const feeds = inputs.map(async (input, index) => {
    const tensor = tf.tidy(() => drawInput(input, { ...draw, seed: draw.seed + index }));
    try {
      return [input.name, { data: (await tensor.data()) as Float32Array, shape: tensor.shape }] as const;
    } finally {
      tensor.dispose();
    }
  });
  return Object.fromEntries(await Promise.all(feeds));
}

function drawInput(
  { shape, center, reach, integers }: PlannedInput,
  { batch, seed, length }: Draw,
): tf.Tensor {
  const lengths = [batch, ...shape.map((known) => known ?? length)];
  const unit = tf.randomUniform(lengths, -1, 1, "float32", seed);
  const values = tf.add(tf.mul(unit, tf.tensor1d([...reach])), tf.tensor1d([...center]));
  return integers === true ? tf.round(values) : values;
}
