import { meanOf } from "./mean-of.ts";
import type { Measure } from "./measure.ts";

/** Mean pinball loss over labels and quantiles, in the task's unit (Koenker and Bassett 1978). */
export function pinball(quantiles: readonly number[]): Measure<Readonly<Record<string, number>>> {
  return meanOf("pinball", (predictions, at, label) => {
    const losses = quantiles.map((quantile, index) => {
      const above = label - (predictions[at * quantiles.length + index] ?? Number.NaN);
      return Math.max(quantile * above, (quantile - 1) * above);
    });
    return losses.reduce((sum, loss) => sum + loss, 0) / quantiles.length;
  });
}
