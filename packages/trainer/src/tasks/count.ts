// B examples in a batch
import {
  add,
  exp,
  log,
  maximum,
  minimum,
  mul,
  onesLike,
  relu,
  sub,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError, type CountTask, type FittedCount } from "@polyhead/spec";
import { countMetrics } from "../metrics/count-metrics.ts";
import { residuals } from "../metrics/residuals.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import { gapWeights, withoutGaps } from "./gaps.ts";
import { numberText } from "./number-text.ts";
import type { TaskKind } from "./task-kind.ts";

/** The least that a logarithm is taken of; what it is multiplied with is 0 there. */
const LEAST = 1e-30;
/** From here on the loss takes `e^z` to grow along its tangent, so that one wild step stays within float32. */
const TANGENT_FROM = 30;

/**
 * The head gives z, the rate is `mean·e^z`. Its loss is the Poisson deviance, twice the negative log-likelihood but for a constant,
 * as a share of that of predicting the mean: it starts near 1 whatever is counted, and is never below 0.
 *
 * D², the share of deviance explained, stands for it, as R² does for a regression.
 */
export const countKind: TaskKind<CountTask, FittedCount> = {
  likelihood: () => "categorical",
  primaryMetric: "d2",
  deltaMetric: { metric: "deviance", higherIsBetter: false },

  head(features, _task, name, seed) {
    return layers
      .dense({ units: 1, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor;
  },

  labelWidth: () => 1,

  encodeLabel(_task, label, name) {
    if (typeof label === "number" && Number.isFinite(label) && label >= 0) return [label];
    throw new PolyheadError(
      "data-invalid",
      `Label of task "${name}" should be a number from 0 on; received ${JSON.stringify(label) ?? String(label)}.`,
      { details: { task: name, label } },
    );
  },

  fit(task) {
    let seen = 0;
    let total = 0;
    let logarithms = 0;
    return {
      add({ values }) {
        for (const label of values) {
          if (Number.isNaN(label)) continue;
          seen++;
          total += label;
          logarithms += label === 0 ? 0 : label * Math.log(label);
        }
      },
      finish() {
        const mean = total > 0 ? total / seen : 1;
        const deviance = total > 0 ? 2 * (logarithms / seen - mean * Math.log(mean)) : 1;
        return { ...task, mean, deviance: deviance > 1e-9 * mean ? deviance : 1 };
      },
    };
  },

  // Labels in means, so that float32 keeps the digits of large ones.
  targets({ mean }, { values: labels }, gaps) {
    const shape: [number, number] = [labels.length, 1];
    return {
      values: tensor2d(
        Float32Array.from(withoutGaps(labels), (label) => label / mean),
        shape,
      ),
      ...(gaps && { weights: gapWeights(labels, shape) }),
    };
  },

  // [B, 1]
  losses: ({ mean, deviance }, output, values) =>
    tidy(() => {
      const surprise = mul(values, sub(log(maximum(values, LEAST)), output));
      const rate = mul(exp(minimum(output, TANGENT_FROM)), add(relu(sub(output, TANGENT_FROM)), 1));
      return mul(add(sub(surprise, values), rate), (2 * mean) / deviance);
    }),

  predictions: ({ mean }, output) => Float64Array.from(output, (each) => mean * Math.exp(each)),

  metrics: () => countMetrics(),

  details() {
    const errors = residuals();
    return { ...errors, values: () => ({ residuals: errors.values() }) };
  },

  unit: () => undefined,

  /** The logarithm of the rate. */
  score: {
    weights: (_, output) => onesLike(output),
    offset: ({ mean }) => Math.log(mean),
    unit: () => "log rate",
    prediction: ({ mean }, [output = Number.NaN]) => numberText(mean * Math.exp(output)),
    label: (_, [label = Number.NaN]) => (Number.isNaN(label) ? "–" : String(label)),
  },
};
