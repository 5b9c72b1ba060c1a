// B examples in a batch
import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import { NormalizerFit, type Normalizer } from "@polyhead/spec";
import type { Rows } from "../data/rows.ts";
import type { Fit } from "./input-kind.ts";

/** Learns mean and standard deviation along the last axis. @param features along it */
export function fitNormalizer<F>(features: number, finish: (normalizer: Normalizer) => F): Fit<F> {
  const fit = new NormalizerFit(features);
  return { add: ({ values }) => fit.add(values), finish: () => finish(fit.finish()) };
}

/** `(value − mean) / std` along the last axis, of the mean as the graph takes it where a value is NaN: `[B, ...shape]`. */
export function standardized(
  { count, values }: Rows,
  { mean, std }: Normalizer,
  shape: readonly number[],
): Tensor {
  const features = mean.length;
  const result = new Float32Array(values.length);
  for (let feature = 0; feature < features; feature++) {
    const shift = mean[feature] ?? 0;
    const scale = 1 / (std[feature] ?? 1);
    const missing = Math.fround(shift);
    for (let at = feature; at < values.length; at += features) {
      const value = values[at] ?? 0;
      result[at] = ((Number.isNaN(value) ? missing : value) - shift) * scale;
    }
  }
  return tensor(result, [count, ...shape]);
}
