// Legend: B batch, D the other axes, P parents.
import {
  add,
  argMax,
  cast,
  customGrad,
  div,
  less,
  max,
  mul,
  oneHot,
  scalar,
  serialization,
  softmax,
  sub,
  tensor1d,
  tidy,
  unstack,
  variable,
  zeros,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { initializers, layers, type LayerVariable, type Shape } from "@tensorflow/tfjs-layers";
import { randomSource } from "../../data/random.ts";

interface BranchConfig {
  /** of the noise */
  readonly seed: number;
  readonly name?: string;
}

/**
 * How far ahead the likeliest input is once the choice is settled: what momentum still moves does not turn it over, and at this
 * temperature the soft choice is exactly 0 and 1 in float32, so that its gradient is 0.
 */
const SETTLED = { lead: 20, temperature: 0.1 };

/**
 * Hands on one of P inputs, `[B, ...D]` each: while training one drawn by the Gumbel-softmax of learned logits, `[P]`, with
 * the gradient of the soft choice, until it is settled; in inference the likeliest.
 *
 * Guo, Lee, Ulbricht 2020, "Learning to Branch for Multi-Task Learning"; Jang, Gu, Poole 2017, "Categorical
 * Reparameterization with Gumbel-Softmax", section 2.2, straight-through.
 */
export class Branch extends layers.Layer {
  static readonly className = "Branch";
  readonly seed: number;
  logits: LayerVariable | undefined;
  // Variables, because a compiled step sees only those change; not weights, because they only live while training.
  #noise: Variable | undefined;
  #temperature: Variable | undefined;
  /** in this process; a run that goes on settles again, which changes nothing */
  #settled = false;

  constructor(config: BranchConfig) {
    super({ ...config });
    this.seed = config.seed;
  }

  override build(inputShape: Shape | Shape[]): void {
    const parents = (inputShape as Shape[]).length;
    this.logits = this.addWeight("logits", [parents], "float32", initializers.zeros());
    this.#noise = tidy(() => variable(zeros([parents]), false));
    this.#temperature = tidy(() => variable(scalar(1), false));
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...((inputShape as Shape[])[0] ?? [])];
  }

  /** Draws the noise of one step: the same for the same seed and step. */
  draw(step: number, temperature: number): void {
    this.#settled = false;
    const parents = this.#noise?.size ?? 0;
    const random = randomSource(this.seed, "branch", step);
    const noise = Array.from({ length: parents }, () => gumbel(random.uniform()));
    tidy(() => {
      this.#noise?.assign(tensor1d(noise));
      this.#temperature?.assign(scalar(temperature));
    });
  }

  /** From the next step on the likeliest is handed on, without noise, and the logits stay as they are. */
  settle(): void {
    const { logits } = this;
    if (this.#settled || logits === undefined) return;
    tidy(() => {
      logits.write(ahead(logits.read()));
      this.#noise?.assign(zeros([this.#noise.size]));
      this.#temperature?.assign(scalar(SETTLED.temperature));
    });
    this.#settled = true;
  }

  override call(inputs: Tensor | Tensor[], options: { readonly training?: boolean }): Tensor {
    return tidy(() => {
      const choice = unstack(this.#choice(options.training === true)); // P scalars
      const chosen = [inputs].flat().map((input, parent) => mul(input, choice[parent] ?? 0));
      return chosen.reduce((sum, input) => add(sum, input));
    });
  }

  #choice(training: boolean): Tensor {
    const { logits } = this;
    if (logits === undefined) throw new RangeError(`branch "${this.name}" is called before it is built`);
    if (!training || this.#noise === undefined || this.#temperature === undefined) return hard(logits.read());
    return straightThrough(softmax(div(add(logits.read(), this.#noise), this.#temperature)));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.seed };
  }

  override dispose(): ReturnType<layers.Layer["dispose"]> {
    const result = super.dispose();
    if (result.refCountAfterDispose === 0) {
      this.#noise?.dispose();
      this.#temperature?.dispose();
    }
    return result;
  }
}

/** A draw of the standard Gumbel distribution, from a uniform one in [0, 1). */
function gumbel(uniform: number): number {
  return -Math.log(Math.max(-Math.log(1 - uniform), Number.MIN_VALUE));
}

/** Logits whose largest is far ahead: `[P]` → `[P]`; those of which it is so stay as they are, to the bit. */
function ahead(logits: Tensor): Tensor {
  const likeliest = hard(logits);
  const lead = sub(max(logits), max(sub(logits, mul(likeliest, 2 * SETTLED.lead))));
  return add(logits, mul(likeliest, mul(cast(less(lead, SETTLED.lead / 2), "float32"), SETTLED.lead)));
}

/** 1 at the largest, 0 elsewhere: `[P]` → `[P]`. */
function hard(scores: Tensor): Tensor {
  return cast(oneHot(argMax(scores), scores.size), "float32");
}

/** The hard choice, with the gradient of the soft one. */
const straightThrough = customGrad((soft) => ({
  value: hard(soft as Tensor),
  gradFunc: (dy: Tensor) => dy,
}));

serialization.registerClass(Branch);
