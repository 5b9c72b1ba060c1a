import { encodeModel, type Model } from "@polyhead/onnx";
import type { WeightsFigure } from "@polyhead/spec";
import type { PlannedInput } from "../export-plan.ts";
import { checkedLimit, compareScores, type Evaluate } from "./score.ts";
import { shrinkModel, type ShrinkOptions } from "./shrink-model.ts";

/** How to make a file smaller, and how much worse it may get. */
export interface WeightsOptions extends ShrinkOptions {
  /** Measures a file on held-out data; called for the float32 file, then for the smaller one. */
  readonly evaluate: Evaluate;
  /** The share of its metric that a task may lose: 0.01, the default, is 1 %. */
  readonly limit?: number;
}

export interface SmallerFile {
  readonly model: Model;
  readonly weights: WeightsFigure;
  /** With float16 arithmetic, the operators between the weights that stay float32. */
  readonly float32Operators?: readonly string[];
}

/**
 * Makes a file's model smaller and measures both on held-out data.
 *
 * @throws PolyheadError `export-quality` naming a task that loses more than the limit; what `shrinkModel` throws
 */
export async function smallerFile(
  float32: Model,
  inputs: readonly PlannedInput[],
  options: WeightsOptions,
): Promise<SmallerFile> {
  const limit = checkedLimit(options.limit);
  const { model, method, float32Operators } = await shrinkModel(float32, inputs, options);
  const bytes = encodeModel(float32);
  const before = await options.evaluate(bytes);
  const scores = compareScores(before, await options.evaluate(encodeModel(model)), limit);
  const { compute } = options;
  return {
    model,
    weights: { method, ...(compute && { compute }), float32Bytes: bytes.length, scores },
    ...(float32Operators && { float32Operators }),
  };
}
