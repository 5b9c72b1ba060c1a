// B examples in a batch, N numbers a label, F figures predicted of each
import { tensor2d, tidy, tile } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import {
  figuresOf,
  NormalizerFit,
  PolyheadError,
  quantilesOf,
  valuesOf,
  type AnyRegression,
  type FittedRegression,
  type Label,
} from "@polyhead/spec";
import { gaussianNll } from "../metrics/gaussian-nll.ts";
import { together } from "../metrics/mean-of.ts";
import { pinball } from "../metrics/pinball.ts";
import { regressionMetrics } from "../metrics/regression-metrics.ts";
import { residuals } from "../metrics/residuals.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { gapWeights } from "./gaps.ts";
import { pointOf, regressionFigures } from "./regression-figures.ts";
import { regressionLosses } from "./regression-losses.ts";
import { numberText } from "./number-text.ts";
import type { TaskKind } from "./task-kind.ts";

/** Trained on standardized targets, so that its loss starts near 1 whatever the unit; measured in the unit. */
export const regressionKind: TaskKind<AnyRegression, FittedRegression> = {
  likelihood({ loss = "mse" }) {
    if (loss === "mse") return "gaussian";
    return loss === "mae" || loss === "quantile" ? "laplace" : "categorical";
  },
  primaryMetric: "r2",
  deltaMetric: { metric: "mae", higherIsBetter: false },

  head(features, task, name, seed) {
    const units = valuesOf(task) * figuresOf(task);
    return layers
      .dense({ units, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  labelWidth: valuesOf,

  encodeLabel({ names }, label, name) {
    if (names === undefined) return [finite(label, name)];
    if (Array.isArray(label) && label.length === names.length)
      return label.map((each: string | number | null) => (each === null ? Number.NaN : finite(each, name)));
    throw new PolyheadError(
      "data-invalid",
      `Label of task "${name}" should be a list of ${names.length} numbers (${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}), null where one is not known; received ${JSON.stringify(label) ?? String(label)}.`,
      { details: { task: name, label, names } },
    );
  },

  fit(task) {
    const fits = Array.from({ length: valuesOf(task) }, () => new NormalizerFit(1));
    return {
      add({ values }) {
        for (const [at, value] of values.entries())
          if (!Number.isNaN(value)) fits[at % fits.length]?.add([value]);
      },
      finish() {
        const normalizers = fits.map((fit) => fit.finish());
        const mean = normalizers.flatMap((normalizer) => normalizer.mean);
        return { ...task, normalizer: { mean, std: normalizers.flatMap(({ std }) => std) } };
      },
    };
  },

  targets(task, { values: labels }, gaps) {
    const { mean, std } = task.normalizer;
    const count = valuesOf(task);
    const shape: [number, number] = [labels.length / count, count];
    const standardized = Float32Array.from(labels, (label, at) =>
      Number.isNaN(label) ? 0 : (label - (mean[at % count] ?? 0)) / (std[at % count] ?? 1),
    );
    return {
      values: tensor2d(standardized, shape),
      // Of several numbers any may be missing, so that all have weights.
      ...((gaps || task.names !== undefined) && { weights: gapWeights(labels, shape) }),
    };
  },

  losses: regressionLosses,

  predictions: regressionFigures,

  metrics(task) {
    const errors = regressionMetrics(valuesOf(task), figuresOf(task), pointOf(task));
    if (task.loss === "quantile") return together([errors, pinball(quantilesOf(task))]);
    return task.loss === "gaussian" ? together([errors, gaussianNll()]) : errors;
  },

  details(task) {
    if (task.names !== undefined) return { add: () => undefined, values: () => ({}) };
    const errors = residuals();
    const [count, point] = [figuresOf(task), pointOf(task)];
    return {
      add(predictions, labels) {
        errors.add(
          Array.from(labels, (_, row) => predictions[row * count + point] ?? Number.NaN),
          labels,
        );
      },
      values: () => ({ residuals: errors.values() }),
    };
  },

  unit: (task) => task.unit,

  /** The value in its unit; of several, their mean. */
  score: {
    weights: (task, output) =>
      tidy(() => tile(tensor2d(scoreRow(task), [1, output.shape.at(-1) ?? 1]), [output.shape[0] ?? 1, 1])),
    offset: ({ normalizer: { mean } }) => mean.reduce((sum, each) => sum + each, 0) / mean.length,
    unit: (task) => task.unit ?? "",
    prediction(task, output) {
      const figures = regressionFigures(task, output);
      const [count, point] = [figuresOf(task), pointOf(task)];
      return numbers(
        task,
        [...figures].filter((_, at) => at % count === point),
      );
    },
    label: (task, label) => numbers(task, [...label]),
  },
};

function finite(label: Label | null, name: string): number {
  if (typeof label === "number" && Number.isFinite(label)) return label;
  throw new PolyheadError(
    "data-invalid",
    `Label of task "${name}" should be a finite number; received ${JSON.stringify(label) ?? String(label)}.`,
    { details: { task: name, label } },
  );
}

/** What each figure of the head counts in the score: `[N·F]`. */
function scoreRow(task: FittedRegression): number[] {
  const [count, point] = [figuresOf(task), pointOf(task)];
  return task.normalizer.std.flatMap((std, _, all) =>
    Array.from({ length: count }, (__, at) => (at === point ? std / all.length : 0)),
  );
}

function numbers({ unit }: FittedRegression, values: readonly number[]): string {
  if (values.every((value) => Number.isNaN(value))) return "–";
  const digits = values.map((value) => (Number.isNaN(value) ? "–" : numberText(value))).join(", ");
  return unit === undefined ? digits : `${digits} ${unit}`;
}
