import { Dropout } from "@polyhead/tfjs-backend-onnxruntime";
import { serialization, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { layers, type LayersModel, type Shape } from "@tensorflow/tfjs-layers";

interface DropoutConfig {
  readonly rate: number;
  readonly seed: number;
  readonly name?: string;
}

/**
 * Dropout whose mask is a function of its seed and the number of the training step.
 *
 * TensorFlow.js's own layer draws the same mask at every step when it has a seed, and cannot be resumed when it has none.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = "SeededDropout";
  readonly rate: number;
  readonly seed: number;
  #dropout: Dropout | undefined;

  constructor(config: DropoutConfig) {
    super({ ...config });
    this.rate = config.rate;
    this.seed = config.seed;
    this.supportsMasking = true;
  }

  override build(inputShape: Shape | Shape[]): void {
    this.#dropout = new Dropout({ rate: this.rate, seed: this.seed });
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  /** Chooses the mask of one step, counted from 0 over the whole run. */
  startStep(step: number): void {
    if (this.#dropout !== undefined) this.#dropout.calls = step;
  }

  override call(inputs: Tensor | Tensor[], options: { readonly training?: boolean }): Tensor {
    return tidy(() => {
      const [input] = [inputs].flat() as [Tensor];
      return options.training === true && this.#dropout !== undefined ? this.#dropout.apply(input) : input;
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }

  override dispose(): ReturnType<layers.Layer["dispose"]> {
    const result = super.dispose();
    if (result.refCountAfterDispose === 0) this.#dropout?.dispose();
    return result;
  }
}

/** Lets a model's dropout draw for a step, counted from 0 over the whole run. */
export function startDropout(model: LayersModel, step: number): void {
  for (const layer of model.layers) if (layer instanceof SeededDropout) layer.startStep(step);
}

serialization.registerClass(SeededDropout);
