// B examples in a batch, K levels
import {
  add,
  matMul,
  mul,
  neg,
  oneHot,
  cast,
  onesLike,
  softplus,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { medianLevel, ordinalSteps, PolyheadError, type OrdinalTask } from "@polyhead/spec";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { ordinalMetrics } from "../metrics/ordinal-metrics.ts";
import { sigmoid } from "../metrics/sigmoid.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
import type { TaskKind } from "./task-kind.ts";

/**
 * The head has a logit for each level but the last: that of going on from it, given that it was reached. Its loss is the negative
 * logarithm of the label's probability, the loss of CORN (Shi, Cao, Raschka 2021, eq. 6) summed by example.
 *
 * Quadratic κ stands for it, because an error of two levels is worse than one of one; Δm compares errors in levels, which are
 * never below 0.
 */
export const ordinalKind: TaskKind<OrdinalTask, OrdinalTask> = {
  likelihood: () => "categorical",
  primaryMetric: "kappa",
  deltaMetric: { metric: "mae", higherIsBetter: false },

  head(features, { levels }, name, seed) {
    return layers
      .dense({ units: levels.length - 1, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  labelWidth: () => 1,

  encodeLabel({ levels }, label, name) {
    const index = levels.indexOf(String(label));
    if (index >= 0) return [index];
    throw new PolyheadError(
      "data-invalid",
      `Label "${String(label)}" of task "${name}" should be one of its ${levels.length} levels: ${levels.slice(0, 12).join(", ")}${levels.length > 12 ? ", …" : ""}.`,
      { details: { task: name, label, levels } },
    );
  },

  fit: (task) => ({ add: () => undefined, finish: () => task }),

  targets: ({ levels }, { values: labels }, gaps) => ({
    values: tidy(() => {
      const indices = tensor1d(Int32Array.from(withoutGaps(labels)), "int32");
      return cast(oneHot(indices, levels.length), "float32"); // [B, K]
    }),
    ...(gaps && { weights: gapWeights(labels, [labels.length]) }),
  }),

  // [B]
  losses: (task, logits, values) => tidy(() => neg(sum(mul(values, logProbabilities(task, logits)), 1))),

  predictions({ levels }, logits) {
    const steps = levels.length - 1;
    const probabilities = new Float64Array((logits.length / steps) * levels.length); // [B, K]
    for (let row = 0; row * steps < logits.length; row++) {
      let reached = 1;
      for (let step = 0; step < steps; step++) {
        const onward = sigmoid(logits[row * steps + step] ?? Number.NaN);
        probabilities[row * levels.length + step] = reached * (1 - onward);
        reached *= onward;
      }
      probabilities[row * levels.length + steps] = reached;
    }
    return probabilities;
  },

  right: ({ levels: { length } }, probabilities, { values: labels }) =>
    Array.from(labels, (label, row) => medianLevel(probabilities, row * length, length) === label),

  metrics: ({ levels }) => ordinalMetrics(levels.length),

  details({ levels }) {
    const confusion = confusionMatrix(levels);
    return {
      add: (probabilities, labels) => confusion?.add(mediansAlone(probabilities, levels.length), labels),
      values: () => ({ ...(confusion && { confusion: confusion.values() }) }),
    };
  },

  unit: () => undefined,

  /** The sum of the logits, which a higher level has more of. */
  score: {
    weights: (_, logits) => onesLike(logits),
    offset: () => 0,
    unit: () => "logit",
    prediction(task, logits) {
      const probabilities = ordinalKind.predictions(task, logits);
      const level = medianLevel(probabilities, 0, task.levels.length);
      return `${task.levels[level] ?? ""} ${(probabilities[level] ?? Number.NaN).toFixed(2)}`;
    },
    label: ({ levels }, [label = Number.NaN]) => levels[label] ?? "–",
  },
};

/** `[B, K]` @param logits `[B, K − 1]` */
function logProbabilities(task: OrdinalTask, logits: Tensor): Tensor {
  const { passed, stopped } = ordinalSteps(task);
  const shape: [number, number] = [task.levels.length - 1, task.levels.length];
  const ofPassing = matMul(softplus(neg(logits)) as Tensor2D, tensor2d([...passed], shape));
  const ofStopping = matMul(softplus(logits) as Tensor2D, tensor2d([...stopped], shape));
  return neg(add(ofPassing, ofStopping));
}

/** Rows that are certain of their medians. */
function mediansAlone(probabilities: ArrayLike<number>, levels: number): Float64Array {
  const certain = new Float64Array(probabilities.length);
  for (let start = 0; start < certain.length; start += levels)
    certain[start + medianLevel(probabilities, start, levels)] = 1;
  return certain;
}
