// Legend: B batch, E experts, K selectors, M bits of an expert's number.
import { add, div, log, mean, mul, neg, scalar, sum, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { aboveZero, wholeNumber, zeroOrMore } from "../check-option.ts";
import { connect } from "../connect.ts";
import { knownOptions } from "../known-options.ts";
import { bitsOf, SmoothStepSelector } from "../layers/smooth-step-selector.ts";
import type { NextSeed } from "../trunks/trunk.ts";
import { outputsOf } from "./mean-outputs.ts";
import { gate, weightedRows } from "./mixture.ts";
import type { Sharing } from "./sharing.ts";
import { expertReport, gateOf, wholeExperts } from "./whole-experts.ts";

interface Selection {
  readonly experts: number;
  readonly k: number;
  readonly gamma: number;
}

/** Keeps the logarithm and the quotient of a selector that chooses nothing finite. */
const EPSILON = 1e-6;

/**
 * Several trunks as experts, of which each task's gate takes at most `k`: `q(x) = Σ_i softmax(W x + c)_i · r_i(x)`, where each
 * selector `r_i` chooses an expert by the bits of its number, which are smooth steps of `Z_i x + z_i`.
 *
 * The objective gets `entropy` times the mean over examples of the selectors' entropy, which brings them to one expert each,
 * and, where `experts` is no power of 2, of `1/Σ r_i`, which keeps them off experts that do not exist.
 *
 * Hazimeh et al. 2021, "DSelect-k: Differentiable Selection in the Mixture of Experts with Applications to Multi-Task
 * Learning", with per-example gating.
 *
 * @param options.experts default 4
 * @param options.k how many experts a task takes at most; default 2
 * @param options.gamma width of the smooth step; default 1
 * @param options.entropy strength of the penalty; default 0.001
 * @throws PolyheadError `config-invalid`
 */
export function dselectK(
  options: { experts?: number; k?: number; gamma?: number; entropy?: number } = {},
): Sharing {
  knownOptions(options, ["experts", "k", "gamma", "entropy"], "dselectK()");
  const selection: Selection = {
    experts: wholeNumber("dselectK({ experts })", options.experts ?? 4, 2),
    k: wholeNumber("dselectK({ k })", options.k ?? 2, 1),
    gamma: aboveZero("dselectK({ gamma })", options.gamma ?? 1),
  };
  const entropy = zeroOrMore("dselectK({ entropy })", options.entropy ?? 1e-3);
  const { experts, k } = selection;
  if (k > experts) {
    throw new PolyheadError(
      "config-invalid",
      `dselectK({ k }) should be at most the number of experts, ${experts}; received ${k}.`,
      { details: { option: "k", received: k, experts } },
    );
  }
  return {
    kind: "dselect-k",
    options: { ...selection, entropy },
    build: (parts) =>
      wholeExperts(parts, experts, (task) => sparseGate(parts.trunk.flat, selection, task, parts.nextSeed)),
    penalty(model, tasks) {
      const selectors = outputsOf(model, tasks.map(selectorsOf));
      return (inputs) =>
        selectors(inputs)
          .map((chosen) => selectionPenalty(chosen, entropy))
          .reduce((total, penalty) => add<Scalar>(total, penalty), scalar(0));
    },
    inspect: (model, tasks, inputs) => expertReport("dselect-k", model, tasks, inputs),
  };
}

function selectorsOf(task: string): string {
  return `selectors/${task}`;
}

/** `[B, numbers]` → `[B, E]`. */
function sparseGate(
  x: SymbolicTensor,
  { experts, k, gamma }: Selection,
  task: string,
  nextSeed: NextSeed,
): SymbolicTensor {
  const near0 = (): ReturnType<typeof initializers.randomUniform> =>
    initializers.randomUniform({ minval: -gamma / 100, maxval: gamma / 100, seed: nextSeed() });
  const codes = layers.dense({
    units: k * bitsOf(experts),
    kernelInitializer: near0(),
    biasInitializer: near0(),
    name: `codes/${task}`,
  });
  const selector = new SmoothStepSelector({ experts, gamma, name: selectorsOf(task) });
  const chosen = connect(selector, connect(codes, x)); // [B, K, E]
  return weightedRows(gate(x, k, `shares/${task}`, nextSeed), chosen, gateOf(task));
}

/** Means over examples, summed over selectors. @param chosen `[B, K, E]` */
function selectionPenalty(chosen: Tensor, entropyStrength: number): Scalar {
  const [, , experts = 1] = chosen.shape;
  const entropy = neg(sum(mul(chosen, log(add(chosen, EPSILON))), -1)); // [B, K]
  const penalty = mul(meanOverExamples(entropy), entropyStrength);
  if (experts === 2 ** bitsOf(experts)) return penalty as Scalar;
  return add<Scalar>(penalty, meanOverExamples(div(1, add(sum(chosen, -1), EPSILON))));
}

function meanOverExamples(perSelector: Tensor): Scalar {
  return sum<Scalar>(mean(perSelector, 0));
}
