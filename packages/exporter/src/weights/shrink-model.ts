import { checkModel, encodeModel, type Model } from "@polyhead/onnx";
import { PolyheadError } from "@polyhead/spec";
import type { PlannedInput } from "../export-plan.ts";
import { sampleFeeds, type Samples } from "../parity/sample-feeds.ts";
import { calibrate } from "./calibration/observe.ts";
import { calibrationRules, type CalibrationMethod } from "./calibration/rules.ts";
import { shrinkBy, type Calibrate, type SmallerModel, type WeightsMethod } from "./methods.ts";

/** Real inputs on which the ranges of activations are measured; best some hundred that the model was trained on. */
export interface Calibration {
  readonly samples: Samples;
  /** How ranges follow from what is seen: the extremes, 99.99 % of it, or least information lost. */
  readonly method?: CalibrationMethod;
}

export interface ShrinkOptions {
  readonly method: WeightsMethod;
  /** Float16 arithmetic, too, with `float16`. */
  readonly compute?: "float16";
  readonly calibration?: Calibration;
}

const DEFAULT_CALIBRATION: CalibrationMethod = "minmax";

/**
 * Makes a float32 model smaller.
 *
 * @throws PolyheadError `input-invalid` for a static quantization without calibration data, or options that contradict
 * each other; `export-unsupported` where the file would not be smaller, or a weight does not fit float16
 */
export async function shrinkModel(
  model: Model,
  inputs: readonly PlannedInput[],
  options: ShrinkOptions,
): Promise<SmallerModel> {
  checkCompute(options);
  const { method, compute } = options;
  const shrink = shrinkBy[compute === undefined ? method : "float16-compute"];
  const smaller = await shrink(model, calibration(model, inputs, options));
  checkModel(smaller.model);
  const [before, after] = [encodeModel(model).length, encodeModel(smaller.model).length];
  if (after < before) return smaller;
  throw new PolyheadError(
    "export-unsupported",
    `Weights "${smaller.method}" must make the file smaller; it would have ${after} bytes instead of ${before}, for want of large weights that they apply to. Keep float32, or choose other weights.`,
    { details: { method: smaller.method, before, after } },
  );
}

function checkCompute({ method, compute }: ShrinkOptions): void {
  if (compute === undefined || method === compute) return;
  throw new PolyheadError(
    "input-invalid",
    `Option \`weights.compute\` must go with the method "${compute}". Received the method "${method}".`,
    { details: { method, compute } },
  );
}

function calibration(
  model: Model,
  inputs: readonly PlannedInput[],
  { calibration }: ShrinkOptions,
): Calibrate {
  return async (activations) => {
    const feeds = calibration === undefined ? [] : sampleFeeds(inputs, calibration.samples);
    if (feeds.length === 0)
      throw new PolyheadError(
        "input-invalid",
        'Weights "int8-static" need calibration data, real inputs on which to measure the ranges of activations. Received none. Give `calibration.samples`, or choose "int8-dynamic".',
      );
    const rule = calibrationRules[calibration?.method ?? DEFAULT_CALIBRATION];
    return calibrate(model, activations, feeds, rule);
  };
}
