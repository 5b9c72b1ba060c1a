// B examples, K labels
import { add, exp, mul, neg, softplus, sub, tidy, type Tensor } from "@tensorflow/tfjs-core";

/**
 * Cross entropy of independent yes-or-no labels, each with a focal factor where γ is above 0 (Lin et al. 2017, "Focal Loss for
 * Dense Object Detection", eq. 4): `−y·(1 − p)^γ·log p − (1 − y)·p^γ·log(1 − p)`.
 *
 * @param logits `[B, K]` @param targets `[B, K]`, 0 to 1
 * @returns `[B, K]`
 */
export function sigmoidLosses(logits: Tensor, targets: Tensor, focalGamma = 0): Tensor {
  return tidy(() => {
    const missed = softplus(neg(logits)); // −log p
    const raised = softplus(logits); // −log(1 − p)
    if (focalGamma === 0) return sub(raised, mul(targets, logits));
    const whenYes = mul(exp(mul(raised, -focalGamma)), missed);
    const whenNo = mul(exp(mul(missed, -focalGamma)), raised);
    return add(mul(targets, whenYes), mul(sub(1, targets), whenNo));
  });
}
