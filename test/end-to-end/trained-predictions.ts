import { div, softmax, sub, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";

/**
 * What the trained model itself predicts for pictures, through TensorFlow.js and none of the exported file, in the form
 * of the runtime's predictions.
 *
 * @param images one picture after another, `[height, width, channels]` bytes each
 */
export function trainedPredictions(
  model: LayersModel,
  spec: FittedSpec,
  images: readonly Uint8Array[],
): readonly Readonly<Record<string, unknown>>[] {
  const results: Record<string, unknown>[] = images.map(() => ({}));
  for (let start = 0; start < images.length; start += 250) {
    const some = images.slice(start, start + 250);
    const outputs = predictBatch(model, spec, some);
    for (const [index, [name, task]] of Object.entries(spec.tasks).entries()) {
      const values = outputs[index] ?? [];
      const width = values.length / some.length;
      for (const row of some.keys()) {
        const output = values.slice(row * width, (row + 1) * width);
        Object.assign(results[start + row] ?? {}, { [name]: decode(task, output) });
      }
    }
  }
  return results;
}

function predictBatch(model: LayersModel, spec: FittedSpec, images: readonly Uint8Array[]): number[][] {
  const [input] = Object.values(spec.inputs);
  if (input?.kind !== "image") throw new Error("trainedPredictions reads pictures");
  const { height, width, channels, normalizer } = input;
  return tidy(() => {
    const raw = tensor4d(Float32Array.from(images.flatMap((image) => [...image])), [
      images.length,
      height,
      width,
      channels,
    ]);
    const outputs = model.predict(div(sub(raw, [...normalizer.mean]), [...normalizer.std]));
    return Object.values(spec.tasks).map((task, index) => {
      const output = Array.isArray(outputs) ? outputs[index] : outputs;
      if (output === undefined) throw new Error("the model has fewer outputs than tasks");
      return [...(task.kind === "classification" ? softmax(output) : output).dataSync()];
    });
  });
}

function decode(task: FittedSpec["tasks"][string], output: readonly number[]): unknown {
  if (task.kind === "regression") {
    const value = (output[0] ?? Number.NaN) * (task.normalizer.std[0] ?? 1) + (task.normalizer.mean[0] ?? 0);
    return task.unit === undefined ? { value } : { value, unit: task.unit };
  }
  if (task.kind !== "classification") throw new Error(`trainedPredictions reads no ${task.kind}`);
  const probability = Math.max(...output);
  const probabilities = Object.fromEntries(task.classes.map((name, index) => [name, output[index]]));
  return { class: task.classes[output.indexOf(probability)], probability, probabilities };
}
