// B examples, C classes
import {
  exp,
  logSoftmax,
  losses,
  maximum,
  mul,
  neg,
  pow,
  Reduction,
  sub,
  sum,
  tidy,
  type Tensor,
} from "@tensorflow/tfjs-core";

/** The least that `1 − p` counts as, so that its power has a gradient. */
const LEAST = 1e-7;

/**
 * Cross entropy of one class out of C, with a focal factor where γ is above 0 (Lin et al. 2017, "Focal Loss for Dense Object
 * Detection", eq. 4): `−Σ y·(1 − p)^γ·log p`.
 *
 * @param logits `[B, C]` @param targets `[B, C]`, each row sums to 1
 * @returns `[B]`
 */
export function softmaxLosses(logits: Tensor, targets: Tensor, focalGamma = 0): Tensor {
  if (focalGamma === 0) return losses.softmaxCrossEntropy(targets, logits, undefined, 0, Reduction.NONE);
  return tidy(() => {
    const logarithms = logSoftmax(logits);
    const factors = pow(maximum(sub(1, exp(logarithms)), LEAST), focalGamma);
    return neg(sum(mul(mul(targets, factors), logarithms), -1));
  });
}
