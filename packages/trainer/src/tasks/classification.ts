// B examples in a batch, C classes
import { add, argMax, cast, mul, oneHot, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, type ClassificationTask, type FittedClassification } from "@polyhead/spec";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { calibration } from "../metrics/calibration.ts";
import { classificationMetrics } from "../metrics/classification-metrics.ts";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { indexOfLargest } from "../metrics/index-of-largest.ts";
import { softmax } from "../metrics/softmax.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
import { classWeightsOf, fitBalancedWeights } from "./class-weights.ts";
import { softmaxLosses } from "./softmax-losses.ts";
import type { TaskKind } from "./task-kind.ts";

export const classificationKind: TaskKind<ClassificationTask, FittedClassification> = {
  likelihood: () => "categorical",
  primaryMetric: "accuracy",
  deltaMetric: { metric: "accuracy", higherIsBetter: true },

  head(features, task, name, seed) {
    return layers
      .dense({ units: task.classes.length, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  labelWidth: () => 1,

  encodeLabel(task, label, name) {
    const index = task.classes.indexOf(String(label));
    if (index >= 0) return [index];
    throw new PolyheadError(
      "data-invalid",
      `Label "${String(label)}" of task "${name}" should be one of its ${task.classes.length} classes: ${list(task.classes)}.`,
      { details: { task: name, label, classes: task.classes } },
    );
  },

  fit: (task) => fitBalancedWeights(task, task.classes.length),

  targets(task, { values: labels }, gaps) {
    const { classes, labelSmoothing = 0 } = task;
    const weights = classWeightsOf(task, classes);
    const values = tidy(() => {
      const indices = tensor1d(Int32Array.from(withoutGaps(labels)), "int32");
      const certain = cast(oneHot(indices, classes.length), "float32"); // [B, C]
      if (labelSmoothing === 0) return certain;
      return add(mul(certain, 1 - labelSmoothing), labelSmoothing / classes.length);
    });
    const weighted = gaps || weights !== undefined;
    return {
      values,
      ...(weighted && { weights: gapWeights(labels, [labels.length], (label) => weights?.[label] ?? 1) }),
    };
  },

  // [B]
  losses: ({ focalGamma }, logits, values) => softmaxLosses(logits, values, focalGamma),

  predictions: (task, logits) => softmax(logits, task.classes.length),

  right: ({ classes: { length: count } }, probabilities, { values: labels }) =>
    Array.from(labels, (label, row) => indexOfLargest(probabilities, row * count, count) === label),

  metrics: (task) => classificationMetrics(task.classes.length),

  details(task) {
    const confusion = confusionMatrix(task.classes);
    const calibrated = calibration(task.classes.length);
    return {
      add(probabilities, labels) {
        confusion?.add(probabilities, labels);
        calibrated.add(probabilities, labels);
      },
      values: () => ({
        ...(confusion && { confusion: confusion.values() }),
        calibration: calibrated.values(),
      }),
    };
  },

  unit: () => undefined,

  /** The logit of the likeliest class. */
  score: {
    weights: (_, logits) => tidy(() => cast(oneHot(argMax(logits, 1), logits.shape.at(-1) ?? 1), "float32")),
    offset: () => 0,
    unit: () => "logit",
    prediction({ classes }, logits) {
      const likeliest = indexOfLargest(logits, 0, classes.length);
      const probability = softmax(logits, classes.length)[likeliest] ?? Number.NaN;
      return `${classes[likeliest] ?? ""} ${probability.toFixed(2)}`;
    },
    label: ({ classes }, [label = Number.NaN]) => classes[label] ?? "–",
  },
};

function list(classes: readonly string[]): string {
  return classes.length > 12 ? `${classes.slice(0, 12).join(", ")}, …` : classes.join(", ");
}
