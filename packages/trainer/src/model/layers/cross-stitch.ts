// Legend: B batch, D the axes between batch and channels, C channels, N inputs.
import { add, mul, serialization, tidy, unstack, type Tensor } from "@tensorflow/tfjs-core";
import { initializers, layers, type LayerVariable, type Shape } from "@tensorflow/tfjs-layers";

/** The sum of N inputs, `[B, ...D, C]` each, every channel of every input times a weight of its own, `[N, C]`. */
export class CrossStitch extends layers.Layer {
  static readonly className = "CrossStitch";
  stitch: LayerVariable | undefined;

  override build(inputShape: Shape | Shape[]): void {
    const shapes = inputShape as Shape[];
    const channels = shapes[0]?.at(-1) ?? 1;
    this.stitch = this.addWeight("stitch", [shapes.length, channels], "float32", initializers.zeros());
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...((inputShape as Shape[])[0] ?? [])];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const weights = this.stitch === undefined ? [] : unstack(this.stitch.read()); // N of [C]
      const weighted = [inputs].flat().map((input, index) => mul(input, weights[index] ?? 1));
      return weighted.reduce((sum, input) => add(sum, input));
    });
  }
}

serialization.registerClass(CrossStitch);
