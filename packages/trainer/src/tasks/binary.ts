// B examples in a batch
import { onesLike, tensor2d } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, type BinaryTask, type FittedBinary, type Label } from "@polyhead/spec";
import { binaryMetrics } from "../metrics/binary-metrics.ts";
import { calibration } from "../metrics/calibration.ts";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { sigmoid } from "../metrics/sigmoid.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
import { classWeightsOf, fitBalancedWeights } from "./class-weights.ts";
import { sigmoidLosses } from "./sigmoid-losses.ts";
import type { TaskKind } from "./task-kind.ts";

const YES = /^(?:true|1(?:\.0*)?)$/iu;
const NO = /^(?:false|0(?:\.0*)?)$/iu;

/** AUROC stands for it: the share of yes says nothing about it, and it needs no threshold. */
export const binaryKind: TaskKind<BinaryTask, FittedBinary> = {
  likelihood: () => "categorical",
  primaryMetric: "auroc",
  deltaMetric: { metric: "auroc", higherIsBetter: true },

  head(features, _task, name, seed) {
    return layers
      .dense({ units: 1, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  labelWidth: () => 1,

  encodeLabel(task, label, name) {
    const index = yesOrNo(task, label);
    if (index !== undefined) return [index];
    throw new PolyheadError(
      "data-invalid",
      `Label ${JSON.stringify(label)} of task "${name}" should be "${task.positive}" or "${task.negative}", true or false, or 1 or 0.`,
      { details: { task: name, label, positive: task.positive, negative: task.negative } },
    );
  },

  fit: (task) => fitBalancedWeights(task, 2),

  targets(task, { values: labels }, gaps) {
    const { labelSmoothing = 0 } = task;
    const weights = classWeightsOf(task, namesOf(task));
    const values = withoutGaps(labels).map((label) => (1 - labelSmoothing) * label + labelSmoothing / 2);
    const shape: [number, number] = [labels.length, 1];
    const weighted = gaps || weights !== undefined;
    return {
      values: tensor2d(Float32Array.from(values), shape),
      ...(weighted && { weights: gapWeights(labels, shape, (label) => weights?.[label] ?? 1) }),
    };
  },

  // [B, 1]
  losses: ({ focalGamma }, logits, values) => sigmoidLosses(logits, values, focalGamma),

  predictions: (_, logits) => Float64Array.from(logits, sigmoid), // [B]

  right: (_, probabilities, { values: labels }) =>
    Array.from(labels, (label, row) => (probabilities[row] ?? 0) > 0.5 === (label === 1)),

  metrics: () => binaryMetrics(),

  details(task) {
    const confusion = confusionMatrix(namesOf(task));
    const calibrated = calibration(2);
    return {
      add(probabilities, labels) {
        const both = Array.from(probabilities).flatMap((probability) => [1 - probability, probability]); // [B, 2]
        confusion?.add(both, labels);
        calibrated.add(both, labels);
      },
      values: () => ({
        ...(confusion && { confusion: confusion.values() }),
        calibration: calibrated.values(),
      }),
    };
  },

  unit: () => undefined,

  /** The logit of yes. */
  score: {
    weights: (_, logits) => onesLike(logits),
    offset: () => 0,
    unit: () => "logit",
    prediction(task, [logit = Number.NaN]) {
      const likelier = logit > 0 ? task.positive : task.negative;
      return `${likelier} ${sigmoid(Math.abs(logit)).toFixed(2)}`;
    },
    label: (task, [label = Number.NaN]) => namesOf(task)[label] ?? "–",
  },
};

function namesOf({ negative, positive }: BinaryTask): readonly string[] {
  return [negative, positive];
}

function yesOrNo(task: BinaryTask, label: Label): 0 | 1 | undefined {
  const text = String(label);
  if (text === task.positive) return 1;
  if (text === task.negative) return 0;
  if (Array.isArray(label)) return undefined;
  if (YES.test(text)) return 1;
  return NO.test(text) ? 0 : undefined;
}
