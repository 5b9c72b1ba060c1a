import { messageOf, PolyheadError } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { ExportPlan } from "../export-plan.ts";
import type { Feeds } from "./onnx-outputs.ts";

/** The model's own answer, by output. */
export type Reference = readonly (readonly [string, Feeds[string]])[];

/**
 * Runs one batch in TensorFlow.js.
 *
 * @throws PolyheadError `model-invalid` when the model does not run
 */
export async function referenceOutputs({ reference }: ExportPlan, feeds: Feeds): Promise<Reference> {
  const outputs = tf.tidy(() => {
    const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]);
    try {
      return { ...reference(Object.fromEntries(tensors)) };
    } catch (cause) {
      throw notRunning(feeds, cause);
    }
  });
  try {
    return await Promise.all(
      Object.entries(outputs).map(async ([name, tensor]) => {
        const data = (await tensor.data()) as Float32Array;
        if (data.length === 0) throw notRunning(feeds, `"${name}" is empty`);
        return [name, { data, shape: tensor.shape }] as const;
      }),
    );
  } finally {
    tf.dispose(outputs);
  }
}

function notRunning(feeds: Feeds, cause: unknown): PolyheadError {
  const shapes = Object.entries(feeds).map(([name, { shape }]) => `"${name}" [${shape.join(", ")}]`);
  return new PolyheadError(
    "model-invalid",
    `The model must run in TensorFlow.js to be compared with its export. On inputs ${shapes.join(", ")} it does not: ${messageOf(cause)}. Where axes are left open, choose their \`lengths\`.`,
    { cause, details: { shapes } },
  );
}
