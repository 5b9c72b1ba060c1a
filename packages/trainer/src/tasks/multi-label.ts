// B examples in a batch, K labels
import { argMax, cast, oneHot, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, type FittedMultiLabel, type Label, type MultiLabelTask } from "@polyhead/spec";
import { rowAt } from "../data/rows.ts";
import { calibration } from "../metrics/calibration.ts";
import { multiLabelMetrics } from "../metrics/multi-label-metrics.ts";
import { sigmoid } from "../metrics/sigmoid.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { balancedWeights } from "./class-weights.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
import { sigmoidLosses } from "./sigmoid-losses.ts";
import type { TaskKind } from "./task-kind.ts";

/** Its mean average precision stands for it, as is usual: it needs no threshold and does not reward saying no to rare labels. */
export const multiLabelKind: TaskKind<MultiLabelTask, FittedMultiLabel> = {
  likelihood: () => "categorical",
  primaryMetric: "averagePrecision",
  deltaMetric: { metric: "averagePrecision", higherIsBetter: true },

  head(features, { labels }, name, seed) {
    return layers
      .dense({ units: labels.length, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  labelWidth: ({ labels }) => labels.length,

  encodeLabel({ labels }, label, name) {
    if (!Array.isArray(label)) throw invalid(labels, label, name, "a list");
    const list = label as readonly (string | number | null)[];
    if (list.every((each) => typeof each === "string")) return byName(labels, list, name);
    if (list.length === labels.length && list.every((each) => each === null || each === 0 || each === 1))
      return list.map((each) => (each === null ? Number.NaN : each));
    throw invalid(labels, label, name, `${list.length} values`);
  },

  fit(task) {
    const counts = task.labels.map(() => new Float64Array(2)); // [K, 2]
    return {
      add({ values }) {
        for (const [at, label] of values.entries()) {
          const own = counts[at % counts.length];
          if (own !== undefined && !Number.isNaN(label)) own[label] = (own[label] ?? 0) + 1;
        }
      },
      finish: () =>
        task.classWeights === "balanced"
          ? { ...task, balancedWeights: counts.flatMap((each) => balancedWeights(each)) }
          : task,
    };
  },

  // Any label of any example may be missing, so that all of them have weights.
  targets(task, { values: labels }) {
    const { labelSmoothing = 0 } = task;
    const width = task.labels.length;
    const shape: [number, number] = [labels.length / width, width];
    const values = withoutGaps(labels).map((label) => (1 - labelSmoothing) * label + labelSmoothing / 2);
    const weights = weightsOf(task);
    return {
      values: tensor2d(Float32Array.from(values), shape),
      weights: gapWeights(labels, shape, (label, at) => weights?.[2 * (at % width) + label] ?? 1),
    };
  },

  // [B, K]
  losses: ({ focalGamma }, logits, values) => sigmoidLosses(logits, values, focalGamma),

  predictions: (_, logits) => Float64Array.from(logits, sigmoid), // [B, K]

  right: (_, probabilities, labels) =>
    Array.from({ length: labels.count }, (__, row) =>
      rowAt(labels, row).every(
        (label, at) =>
          Number.isNaN(label) || (probabilities[(labels.starts[row] ?? 0) + at] ?? 0) > 0.5 === (label === 1),
      ),
    ),

  metrics: ({ labels }) => multiLabelMetrics(labels.length),

  details() {
    const calibrated = calibration(2);
    return {
      add(probabilities, labels) {
        const known = Array.from(labels.keys()).filter((at) => !Number.isNaN(labels[at]));
        const both = known.flatMap((at) => [1 - (probabilities[at] ?? Number.NaN), probabilities[at] ?? 0]);
        calibrated.add(
          both,
          Float64Array.from(known, (at) => labels[at] ?? 0),
        );
      },
      values: () => ({ calibration: calibrated.values() }),
    };
  },

  unit: () => undefined,

  /** The logit of the likeliest label. */
  score: {
    weights: (_, logits) => tidy(() => cast(oneHot(argMax(logits, 1), logits.shape.at(-1) ?? 1), "float32")),
    offset: () => 0,
    unit: () => "logit",
    prediction: ({ labels }, logits) => labels.filter((_, at) => (logits[at] ?? 0) > 0).join(", ") || "none",
    label({ labels }, known) {
      if (known.every((each) => Number.isNaN(each))) return "–";
      return labels.filter((_, at) => known[at] === 1).join(", ") || "none";
    },
  },
};

/** What absence and presence of each label count: `[K, 2]`; undefined where all count the same. */
function weightsOf({ labels, classWeights, balancedWeights: counted }: FittedMultiLabel) {
  if (classWeights === undefined) return undefined;
  return classWeights === "balanced" ? counted : labels.flatMap((name) => [1, classWeights[name] ?? 1]);
}

function byName(labels: readonly string[], present: readonly string[], name: string): readonly number[] {
  const unknown = present.find((each) => !labels.includes(each));
  if (unknown !== undefined) throw invalid(labels, present, name, `"${unknown}"`);
  return labels.map((each) => (present.includes(each) ? 1 : 0));
}

function invalid(labels: readonly string[], label: Label, name: string, received: string): PolyheadError {
  const shown = labels.length > 12 ? `${labels.slice(0, 12).join(", ")}, …` : labels.join(", ");
  return new PolyheadError(
    "data-invalid",
    `Label of task "${name}" should be a list of names among ${shown}, or of a 1, 0 or null for each of these ${labels.length}; received ${Array.isArray(label) ? received : JSON.stringify(label)}.`,
    { details: { task: name, label, labels } },
  );
}
