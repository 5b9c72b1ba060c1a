// B examples, L tokens, F features
import {
  cast,
  div,
  expandDims,
  maximum,
  mul,
  notEqual,
  serialization,
  sum,
  tidy,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

/** Features `[B, L, F]` and their tokens `[B, L]` → `[B, F]`: the mean over the tokens that are not padding. */
export class MaskedMean extends layers.Layer {
  static readonly className = "MaskedMean";

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, , features = null] = (inputShape as Shape[])[0] ?? [];
    return [batch, features];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [features, tokens] = inputs as [Tensor, Tensor];
    return tidy(() => {
      const counts = expandDims(cast(notEqual(tokens, 0), "float32"), 2); // [B, L, 1]
      return div(sum(mul(features, counts), 1), maximum(sum(counts, 1), 1));
    });
  }
}

serialization.registerClass(MaskedMean);
