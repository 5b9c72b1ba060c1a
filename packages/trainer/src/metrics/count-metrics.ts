import { defined } from "./class-counts.ts";
import type { Measure } from "./measure.ts";

/** The least rate that a deviance is taken at. */
const LEAST_RATE = 1e-12;

/**
 * D², the share of the Poisson deviance of the mean that is explained, the mean Poisson deviance `2·(y·log(y/λ) − y + λ)`, mean
 * absolute error and its root mean square.
 */
export function countMetrics(): Measure<Readonly<Record<string, number>>> {
  let seen = 0;
  let total = 0;
  let logarithms = 0;
  let deviance = 0;
  let absolute = 0;
  let squared = 0;
  return {
    add(rates, labels) {
      for (const [row, label] of labels.entries()) {
        const rate = rates[row] ?? Number.NaN;
        seen++;
        total += label;
        logarithms += label === 0 ? 0 : label * Math.log(label);
        deviance += poissonDeviance(label, Math.max(rate, LEAST_RATE));
        absolute += Math.abs(rate - label);
        squared += (rate - label) ** 2;
      }
    },
    values() {
      const unexplained = 2 * (logarithms - (total === 0 ? 0 : total * Math.log(total / seen)));
      return defined({
        d2: unexplained > 0 ? 1 - deviance / unexplained : undefined,
        deviance: deviance / seen,
        mae: absolute / seen,
        rmse: Math.sqrt(squared / seen),
      });
    },
  };
}

function poissonDeviance(label: number, rate: number): number {
  return 2 * ((label === 0 ? 0 : label * Math.log(label / rate)) - label + rate);
}
