import { meanOf } from "./mean-of.ts";
import type { Measure } from "./measure.ts";

/** Mean negative log-likelihood of labels, in nats of a density in the task's unit, by means and standard deviations `[…, 2]`. */
export function gaussianNll(): Measure<Readonly<Record<string, number>>> {
  return meanOf("nll", (predictions, at, label) => {
    const mean = predictions[2 * at] ?? Number.NaN;
    const deviation = predictions[2 * at + 1] ?? Number.NaN;
    return 0.5 * Math.log(2 * Math.PI) + Math.log(deviation) + ((label - mean) / deviation) ** 2 / 2;
  });
}
