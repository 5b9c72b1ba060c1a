// B examples, K labels
import { ClassCounts, defined, mean } from "./class-counts.ts";
import type { Measure } from "./measure.ts";
import { Ranking } from "./ranking.ts";

/**
 * AUROC, average precision and F1 as means over the labels for which they are defined (scikit-learn counts others as 0), F1 of all
 * labels together (micro), and the share of labels that are told right; yes is above 0.5. Labels that are not known are left out.
 */
export function multiLabelMetrics(labels: number): Measure<Readonly<Record<string, number>>> {
  const rankings = Array.from({ length: labels }, () => new Ranking());
  const counts = rankings.map(() => new ClassCounts(2));
  const all = new ClassCounts(2);
  return {
    add(probabilities, known) {
      for (const [at, label] of known.entries()) {
        if (Number.isNaN(label)) continue;
        const probability = probabilities[at] ?? Number.NaN;
        const predicted = probability > 0.5 ? 1 : 0;
        rankings[at % labels]?.add(probability, label === 1);
        for (const each of [counts[at % labels], all]) each?.add(predicted, label);
      }
    },
    values() {
      const figures = rankings.map((ranking) => ranking.figures());
      return defined({
        averagePrecision: mean(figures.map(({ averagePrecision = Number.NaN }) => averagePrecision)),
        auroc: mean(figures.map(({ auroc = Number.NaN }) => auroc)),
        f1Macro: mean(counts.map(({ f1 }) => f1[1] ?? Number.NaN)),
        f1Micro: all.f1[1],
        accuracy: all.accuracy,
      });
    },
  };
}
