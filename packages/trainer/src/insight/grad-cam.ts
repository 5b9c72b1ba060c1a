// B examples, C width of a task's output, H × W pixels of a layer's features, K channels
import {
  add,
  grads,
  image,
  mean,
  mul,
  relu,
  sum,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { inputValues, valueOf } from "./graph-values.ts";

export interface GradCamOptions {
  readonly model: LayersModel;
  /** which of the model's outputs */
  readonly output: SymbolicTensor;
  /** `[B, …]` each, in the model's order */
  readonly inputs: readonly Tensor[];
  /** `[B, C]`: the score that is explained is the sum of the output times these */
  readonly weights: Tensor2D;
  /** height and width of the maps */
  readonly size: readonly [number, number];
}

const CONVOLUTIONS: ReadonlySet<string> = new Set([
  "Conv2D",
  "SeparableConv2D",
  "DepthwiseConv2D",
  "Conv2DTranspose",
]);

/**
 * Where in a picture the features are that raise a score, `[B, height, width]`, 0 or more. The features are those of the last
 * convolution before the output; where several are last, as in experts, their channels count together.
 *
 * Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra 2017, "Grad-CAM: Visual Explanations from Deep Networks via
 * Gradient-based Localization", equations 1 and 2.
 *
 * @returns undefined where no convolution comes before the output
 */
export function gradCam({ model, output, inputs, weights, size }: GradCamOptions): Tensor3D | undefined {
  const last = lastConvolutions(output);
  if (last.length === 0) return undefined;
  return tidy(() => {
    const values = inputValues(model, inputs);
    const features = last.map((symbol) => valueOf(symbol, values) as Tensor4D); // [B, H, W, K] each
    const score = (...at: Tensor[]): Scalar => {
      const given = inputValues(model, inputs);
      for (const [index, { id }] of last.entries()) given.set(id, at[index]!);
      return sum(mul(valueOf(output, given), weights));
    };
    const maps = grads(score)(features).map((gradient, at) => {
      const importance = mean(gradient, [1, 2], true); // [B, 1, 1, K]
      const map = sum<Tensor4D>(mul(importance, features[at]!), -1, true); // [B, H, W, 1]
      return image.resizeBilinear(map, [...size]);
    });
    return relu(
      sum<Tensor3D>(
        maps.reduce((total, map) => add(total, map)),
        -1,
      ),
    );
  });
}

/** The convolutions from which an output is reached without passing another one. */
function lastConvolutions(output: SymbolicTensor): readonly SymbolicTensor[] {
  const seen = new Set<number>();
  const found: SymbolicTensor[] = [];
  const visit = (symbol: SymbolicTensor): void => {
    if (seen.has(symbol.id)) return;
    seen.add(symbol.id);
    const { sourceLayer, nodeIndex } = symbol;
    if (CONVOLUTIONS.has(sourceLayer.getClassName())) found.push(symbol);
    else for (const input of sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? []) visit(input);
  };
  visit(output);
  return found;
}
