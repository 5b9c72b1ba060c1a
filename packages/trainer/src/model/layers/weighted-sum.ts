// B examples, L tokens, F features, E experts
import { add, mul, reshape, serialization, split, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

/** `Σ_e weights_e · experts_e`: weights `[B, E]`, and E experts `[B, L, F]`, of any length → `[B, L, F]`. */
export class WeightedSum extends layers.Layer {
  static readonly className = "WeightedSum";

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...((inputShape as Shape[])[1] ?? [])];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [weights, ...experts] = inputs as [Tensor, ...Tensor[]];
    return tidy(() =>
      split(weights, experts.length, 1)
        .map((weight, index) => mul(experts[index] ?? 0, reshape(weight, [-1, 1, 1])))
        .reduce((sum, expert) => add(sum, expert)),
    );
  }
}

serialization.registerClass(WeightedSum);
