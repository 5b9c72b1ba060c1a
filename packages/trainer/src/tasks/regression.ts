// B examples in a batch
import { losses, tensor2d, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { NormalizerFit, PolyheadError, type FittedTask, type RegressionTask } from "@polyhead/spec";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { regressionMetrics } from "../metrics/regression-metrics.ts";
import { residuals } from "../metrics/residuals.ts";
import type { TaskKind } from "./task-kind.ts";

type FittedRegression = Extract<FittedTask, { kind: "regression" }>;

/** Trained on standardized targets, so that its loss starts near 1 whatever the unit; measured in the unit. */
export const regressionKind: TaskKind<RegressionTask, FittedRegression> = {
  likelihood: "gaussian",
  primaryMetric: "r2",
  deltaMetric: { metric: "mae", higherIsBetter: false },

  head(features, _task, name, seed) {
    return layers
      .dense({ units: 1, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  encodeLabel(_task, label, name) {
    if (typeof label === "number" && Number.isFinite(label)) return label;
    throw new PolyheadError(
      "data-invalid",
      `Label of task "${name}" should be a finite number; received ${JSON.stringify(label) ?? String(label)}.`,
      { details: { task: name, label } },
    );
  },

  fit(task, labels) {
    const fit = new NormalizerFit(1);
    fit.add(labels);
    return { ...task, normalizer: fit.finish() };
  },

  targets(task, labels) {
    const [mean, std] = scale(task);
    return tensor2d(
      Float32Array.from(labels, (label) => (label - mean) / std),
      [labels.length, 1],
    );
  },

  loss: (output, targets) => losses.meanSquaredError<Tensor2D, Scalar>(targets, output),

  predictions(task, outputs) {
    const [mean, std] = scale(task);
    return Float64Array.from(outputs, (output) => output * std + mean);
  },

  metrics: () => regressionMetrics(),

  details() {
    const errors = residuals();
    return { ...errors, values: () => ({ residuals: errors.values() }) };
  },
};

function scale({ normalizer }: FittedRegression): readonly [mean: number, std: number] {
  return [normalizer.mean[0] ?? 0, normalizer.std[0] ?? 1];
}
