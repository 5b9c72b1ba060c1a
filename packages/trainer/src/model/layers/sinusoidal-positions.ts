// B examples, L tokens, F features
import { add, serialization, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

interface PositionsConfig {
  /** most tokens of a text */
  readonly length: number;
  readonly name?: string;
}

/** Longest period of a sine, in tokens, over 2π. */
const LONGEST = 10_000;

/**
 * Adds to features `[B, L, F]` what tells their places: sines in the even features, cosines in the odd ones, ever slower.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.5.
 */
export class SinusoidalPositions extends layers.Layer {
  static readonly className = "SinusoidalPositions";
  readonly length: number;

  constructor(config: PositionsConfig) {
    super({ ...config });
    this.length = config.length;
  }

  /** `[length, F]`, row-major */
  table(features: number): Float32Array {
    return Float32Array.from({ length: this.length * features }, (_, index) => {
      const [place, feature] = [Math.floor(index / features), index % features];
      const angle = place / LONGEST ** ((feature - (feature % 2)) / features);
      return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const [input] = [inputs].flat() as [Tensor];
      const [, length = 1, features = 1] = input.shape;
      return add(input, tensor(this.table(features).subarray(0, length * features), [length, features]));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), length: this.length };
  }
}

serialization.registerClass(SinusoidalPositions);
