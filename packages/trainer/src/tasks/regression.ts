// B examples in a batch
import { fill, losses, Reduction, tensor2d } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, type FittedTask, type RegressionTask } from "@polyhead/spec";
import { fitNormalizer } from "../inputs/standardized.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { regressionMetrics } from "../metrics/regression-metrics.ts";
import { residuals } from "../metrics/residuals.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
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

  labelWidth: () => 1,

  encodeLabel(_task, label, name) {
    if (typeof label === "number" && Number.isFinite(label)) return [label];
    throw new PolyheadError(
      "data-invalid",
      `Label of task "${name}" should be a finite number; received ${JSON.stringify(label) ?? String(label)}.`,
      { details: { task: name, label } },
    );
  },

  fit: (task) =>
    fitNormalizer(
      1,
      (normalizer) => ({ ...task, normalizer }),
      ({ values }) => values.filter(Number.isFinite),
    ),

  targets(task, { values: labels }, gaps) {
    const [mean, std] = scale(task);
    const values = withoutGaps(labels, mean).map((label) => (label - mean) / std);
    return {
      values: tensor2d(Float32Array.from(values), [labels.length, 1]),
      ...(gaps && { weights: gapWeights(labels, [labels.length, 1]) }),
    };
  },

  // [B, 1]
  losses: (_, output, values) => losses.meanSquaredError(values, output, undefined, Reduction.NONE),

  predictions(task, outputs) {
    const [mean, std] = scale(task);
    return Float64Array.from(outputs, (output) => output * std + mean);
  },

  metrics: () => regressionMetrics(),

  details() {
    const errors = residuals();
    return { ...errors, values: () => ({ residuals: errors.values() }) };
  },

  unit: (task) => task.unit,

  /** The value in its unit. */
  score: {
    weights: (task, output) => fill(output.shape, scale(task)[1]),
    offset: (task) => scale(task)[0],
    unit: (task) => task.unit ?? "",
    prediction(task, [output = Number.NaN]) {
      const [mean, std] = scale(task);
      return withUnit(output * std + mean, task.unit);
    },
    label: (task, [label = Number.NaN]) => (Number.isNaN(label) ? "–" : withUnit(label, task.unit)),
  },
};

function withUnit(value: number, unit: string | undefined): string {
  const digits = value.toPrecision(3);
  return unit === undefined ? digits : `${digits} ${unit}`;
}

function scale({ normalizer }: FittedRegression): readonly [mean: number, std: number] {
  return [normalizer.mean[0] ?? 0, normalizer.std[0] ?? 1];
}
