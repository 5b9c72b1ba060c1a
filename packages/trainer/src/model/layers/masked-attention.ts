// B examples, L tokens, F features: H heads of D
import {
  add,
  cast,
  matMul,
  mul,
  notEqual,
  reshape,
  serialization,
  softmax,
  sub,
  tidy,
  transpose,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

/** Added to the score of padding: its share is 0 to the last bit. */
const NEVER = -1e9;

interface AttentionConfig {
  readonly heads: number;
  readonly name?: string;
}

/**
 * Scaled dot-product attention among the tokens of a text: queries, keys and values `[B, L, F]` and tokens `[B, L]` → `[B, L, F]`;
 * nothing is taken from padding.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.2.
 */
export class MaskedAttention extends layers.Layer {
  static readonly className = "MaskedAttention";
  readonly heads: number;

  constructor(config: AttentionConfig) {
    super({ ...config });
    this.heads = config.heads;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...((inputShape as Shape[])[0] ?? [])];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [queries, keys, values, tokens] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const [batch = 1, length = 1, features = 1] = queries.shape;
    const size = features / this.heads;
    const byHead = (x: Tensor): Tensor =>
      transpose(reshape(x, [batch, length, this.heads, size]), [0, 2, 1, 3]); // [B, H, L, D]
    return tidy(() => {
      const scores = mul(matMul(byHead(queries), byHead(keys), false, true), 1 / Math.sqrt(size)); // [B, H, L, L]
      const padding = mul(sub(1, cast(notEqual(tokens, 0), "float32")), NEVER);
      const shares = softmax(add(scores, reshape(padding, [batch, 1, 1, length])));
      return reshape(transpose(matMul(shares, byHead(values)), [0, 2, 1, 3]), [batch, length, features]);
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads };
  }
}

serialization.registerClass(MaskedAttention);
