const FIRST_CAPACITY = 64;

/** How well scores put what is there before what is not. */
export interface RankingFigures {
  /** area under the receiver operating characteristic; absent where all labels are the same */
  readonly auroc?: number;
  /** absent where nothing is there */
  readonly averagePrecision?: number;
}

/**
 * Scores of positives and of negatives, kept to be ranked: exact, for 8 bytes a label.
 *
 * AUROC is the share of pairs of a positive and a negative that are in order, a tie counting half (Hanley and McNeil 1982);
 * average precision is Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores from the highest on, as in scikit-learn.
 */
export class Ranking {
  readonly #positives: Scores = new Scores();
  readonly #negatives: Scores = new Scores();

  add(score: number, positive: boolean): void {
    (positive ? this.#positives : this.#negatives).add(score);
  }

  /** None where a score is not a number: a model that diverged ranks nothing. */
  figures(): RankingFigures {
    const positives = this.#positives.descending();
    const negatives = this.#negatives.descending();
    // NaN is sorted before all numbers.
    if (positives.length === 0 || Number.isNaN(positives[0]) || Number.isNaN(negatives[0])) return {};
    let above = 0;
    let precision = 0;
    let right = 0;
    let wrong = 0;
    while (right < positives.length || wrong < negatives.length) {
      const score = Math.max(positives[right] ?? -Infinity, negatives[wrong] ?? -Infinity);
      const nextRight = pastEqual(positives, right, score);
      const nextWrong = pastEqual(negatives, wrong, score);
      above += ((nextWrong - wrong) * (right + nextRight)) / 2;
      precision += ((nextRight - right) * nextRight) / (nextRight + nextWrong);
      [right, wrong] = [nextRight, nextWrong];
    }
    return {
      ...(negatives.length > 0 && { auroc: above / (positives.length * negatives.length) }),
      averagePrecision: precision / positives.length,
    };
  }
}

function pastEqual(scores: Float64Array, from: number, score: number): number {
  let at = from;
  while (scores[at] === score) at++;
  return at;
}

class Scores {
  #values = new Float64Array(FIRST_CAPACITY);
  #count = 0;

  add(score: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = score;
  }

  descending(): Float64Array {
    return this.#values.subarray(0, this.#count).toSorted().toReversed();
  }
}
