// Legend: N examples, P numbers of the head.
import { dispose } from "@tensorflow/tfjs-core";
import type { Folds } from "./folds.ts";
import type { Counted, HeadObjective } from "./head-objective.ts";
import { minimize, type Slope } from "./minimize.ts";
import { penalized, unscaled, type Penalty } from "./penalty.ts";

/** The penalties that are tried, from the strongest. */
const STRENGTHS = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001];

/** How near to its minimum an objective is brought. */
const TOLERANCE = 1e-5;

/** The penalty where there are too few examples to try any. */
const USUAL_STRENGTH = 0.1;

/** How a head was found. */
export interface SolvedHead {
  readonly strength: number;
  /** the weights found without each fold, with the same penalty */
  readonly withoutFold: readonly Float64Array[];
}

/**
 * Finds a head's weights on all examples, with the penalty whose weights, found without a fold, have the least loss on it,
 * in the mean over folds; the head has them in the end.
 *
 * @param folds undefined for the usual penalty
 */
export async function solveHead(
  objective: HeadObjective,
  penalty: Penalty,
  folds: Folds | undefined,
): Promise<SolvedHead> {
  const tried = folds === undefined ? [] : await tryStrengths(objective, penalty, folds);
  const best = tried.toSorted((a, b) => a.loss - b.loss).at(0);
  const strength = best?.strength ?? USUAL_STRENGTH;
  const all = objective.counted(() => true);
  const start = new Float64Array(penalty.scales.length);
  objective.assign(unscaled(penalty, await solve(objective, penalty, strength, start, all)));
  dispose([...all]);
  return { strength, withoutFold: best?.weights ?? [] };
}

/** Scaled weights. */
function solve(
  objective: HeadObjective,
  penalty: Penalty,
  strength: number,
  start: Float64Array,
  counted: Counted,
): Promise<Float64Array> {
  const evaluate = async (point: Float64Array): Promise<Slope> => {
    return penalized(penalty, strength, point, await objective.evaluate(unscaled(penalty, point), counted));
  };
  return minimize(start, evaluate, TOLERANCE);
}

interface Tried {
  readonly strength: number;
  readonly loss: number;
  readonly weights: readonly Float64Array[];
}

async function tryStrengths(
  objective: HeadObjective,
  penalty: Penalty,
  { count, of }: Folds,
): Promise<readonly Tried[]> {
  const byFold: { readonly weights: Float64Array; readonly loss: number }[][] = [];
  for (let fold = 0; fold < count; fold++) {
    const kept = objective.counted((place) => of[place] !== fold);
    const held = objective.counted((place) => of[place] === fold);
    const found: { weights: Float64Array; loss: number }[] = [];
    let point: Float64Array = new Float64Array(penalty.scales.length);
    for (const strength of STRENGTHS) {
      point = await solve(objective, penalty, strength, point, kept);
      const weights = unscaled(penalty, point);
      found.push({ weights, loss: (await objective.evaluate(weights, held)).value });
    }
    byFold.push(found);
    dispose([...kept, ...held]);
  }
  return STRENGTHS.map((strength, index) => {
    const found = byFold.flatMap((results) => results[index] ?? []);
    const loss = found.reduce((sum, result) => sum + result.loss, 0) / count;
    return { strength, loss, weights: found.map(({ weights }) => weights) };
  });
}
