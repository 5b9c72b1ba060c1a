// B examples, L tokens, F features
import { cast, expandDims, mul, notEqual, serialization, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

interface MaskPaddingConfig {
  /** whether what follows is told which tokens count */
  readonly attach: boolean;
  readonly name?: string;
}

/**
 * Features `[B, L, F]` and their tokens `[B, L]` → the features, 0 where the token is padding.
 *
 * With `attach` TensorFlow.js hands the mask on to the next layer, as recurrent ones need it; without, none goes further, since
 * most layers refuse one.
 */
export class MaskPadding extends layers.Layer {
  static readonly className = "MaskPadding";
  readonly attach: boolean;

  constructor(config: MaskPaddingConfig) {
    super({ ...config });
    this.attach = config.attach;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...((inputShape as Shape[])[0] ?? [])];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [features, tokens] = inputs as [Tensor, Tensor];
    return tidy(() => mul(features, expandDims(cast(notEqual(tokens, 0), "float32"), 2)));
  }

  override computeMask(inputs: Tensor | Tensor[]): Tensor {
    const [, tokens] = inputs as [Tensor, Tensor];
    // tfjs takes null for no mask, which its types do not say.
    return (this.attach ? tidy(() => notEqual(tokens, 0)) : null) as Tensor;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), attach: this.attach };
  }
}

serialization.registerClass(MaskPadding);
