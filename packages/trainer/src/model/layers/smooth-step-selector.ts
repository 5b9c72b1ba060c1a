// Legend: B batch, K selectors, M bits of an expert's number, N experts.
import {
  add,
  clipByValue,
  concat,
  div,
  mul,
  reshape,
  serialization,
  slice,
  split,
  sub,
  tidy,
  type Tensor,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

interface SelectorConfig {
  readonly experts: number;
  readonly gamma: number;
  readonly name?: string;
}

/**
 * How much each of K selectors chooses each expert: `[B, K·M]` → `[B, K, N]`.
 *
 * Every number passes the smooth-step function and is then the share of 1 in one bit of the chosen expert's number; an
 * expert's weight is the product over its bits.
 *
 * Hazimeh et al. 2021, "DSelect-k: Differentiable Selection in the Mixture of Experts with Applications to Multi-Task
 * Learning", binary encoding.
 */
export class SmoothStepSelector extends layers.Layer {
  static readonly className = "SmoothStepSelector";
  readonly experts: number;
  readonly gamma: number;

  constructor(config: SelectorConfig) {
    super({ ...config });
    this.experts = config.experts;
    this.gamma = config.gamma;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, numbers] = inputShape as Shape;
    return [batch, (numbers ?? 0) / bitsOf(this.experts), this.experts];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const [numbers] = [inputs].flat() as [Tensor];
      const bits = bitsOf(this.experts);
      const ones = reshape(smoothStep(numbers, this.gamma), [-1, (numbers.shape[1] ?? 0) / bits, bits]); // [B, K, M]
      const joined = split(ones, bits, 2).reduce<Tensor | undefined>((known, one) => {
        const bit = [sub(1, one), one]; // [B, K, 1] each
        return concat(known === undefined ? bit : bit.map((share) => mul(known, share)), 2);
      }, undefined) as Tensor3D; // [B, K, 2^M]
      return joined.shape[2] === this.experts ? joined : slice(joined, [0, 0, 0], [-1, -1, this.experts]);
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), experts: this.experts, gamma: this.gamma };
  }
}

/** How many bits tell `experts` apart. */
export function bitsOf(experts: number): number {
  return Math.ceil(Math.log2(experts));
}

/** 0 up to −γ/2, −2t³/γ³ + 3t/2γ + ½ between, 1 from γ/2 on: s²(3 − 2s) for s = t/γ + ½ within [0, 1]. */
function smoothStep(t: Tensor, gamma: number): Tensor {
  const s = clipByValue(add(div(t, gamma), 0.5), 0, 1);
  return mul(mul(s, s), sub(3, mul(2, s)));
}

serialization.registerClass(SmoothStepSelector);
