import { ClassCounts, defined } from "./class-counts.ts";
import type { Measure } from "./measure.ts";
import { Ranking } from "./ranking.ts";

/**
 * AUROC and average precision, and of yes above 0.5: accuracy, balanced accuracy, and F1 of yes, which is left out where yes is
 * neither among labels nor predictions (0 in scikit-learn).
 */
export function binaryMetrics(): Measure<Readonly<Record<string, number>>> {
  const ranking = new Ranking();
  const counts = new ClassCounts(2);
  return {
    add(probabilities, labels) {
      for (const [row, label] of labels.entries()) {
        const probability = probabilities[row] ?? Number.NaN;
        ranking.add(probability, label === 1);
        counts.add(probability > 0.5 ? 1 : 0, label);
      }
    },
    values() {
      const { accuracy, balancedAccuracy, f1 } = counts;
      return defined({ ...ranking.figures(), accuracy, balancedAccuracy, f1: f1[1] });
    },
  };
}
