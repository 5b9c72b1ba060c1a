// B examples in a batch, C classes
import {
  argMax,
  cast,
  losses,
  oneHot,
  Reduction,
  tensor1d,
  tidy,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, type ClassificationTask } from "@polyhead/spec";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { accuracy } from "../metrics/accuracy.ts";
import { calibration } from "../metrics/calibration.ts";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { indexOfLargest } from "../metrics/index-of-largest.ts";
import { softmax } from "../metrics/softmax.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
import type { TaskKind } from "./task-kind.ts";

export const classificationKind: TaskKind<ClassificationTask, ClassificationTask> = {
  likelihood: "categorical",
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

  fit: (task) => ({ add: () => undefined, finish: () => task }),

  targets: (task, { values: labels }, gaps) => ({
    values: tidy(() => {
      const indices = tensor1d(Int32Array.from(withoutGaps(labels)), "int32");
      return cast(oneHot(indices, task.classes.length), "float32"); // [B, C]
    }),
    ...(gaps && { weights: gapWeights(labels, [labels.length]) }),
  }),

  // [B]
  losses: (_, logits, values) => losses.softmaxCrossEntropy(values, logits, undefined, 0, Reduction.NONE),

  predictions: (task, logits) => softmax(logits, task.classes.length),

  metrics: (task) => accuracy(task.classes.length),

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
    weights: (_, logits) =>
      tidy(() => cast(oneHot(argMax(logits, 1), logits.shape[1]), "float32") as Tensor2D),
    offset: () => 0,
    unit: () => "logit",
    prediction({ classes }, logits) {
      const likeliest = indexOfLargest(logits, 0, classes.length);
      const probability = softmax(logits, classes.length)[likeliest] ?? Number.NaN;
      return `${classes[likeliest] ?? ""} ${probability.toFixed(2)}`;
    },
    label: ({ classes }, [index = Number.NaN]) => classes[index] ?? "–",
  },
};

function list(classes: readonly string[]): string {
  return classes.length > 12 ? `${classes.slice(0, 12).join(", ")}, …` : classes.join(", ");
}
