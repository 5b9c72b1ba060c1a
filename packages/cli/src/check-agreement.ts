import { PolyheadError } from "@polyhead/spec";
import type { Metrics } from "./terminal/metrics-table.ts";

/** A class that is a tie but for rounding may fall either way, so metrics agree to this, absolutely or relatively. */
const TOLERANCE = 0.005;

/**
 * Checks that the exported file does as well as the trained model on the same examples.
 *
 * @throws PolyheadError `export-parity` naming task and metric
 */
export function checkAgreement(trained: Metrics, exported: Metrics): void {
  for (const [task, metrics] of Object.entries(trained)) {
    for (const [metric, expected] of Object.entries(metrics)) {
      const received = exported[task]?.[metric] ?? Number.NaN;
      if (Math.abs(received - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))) continue;
      throw new PolyheadError(
        "export-parity",
        `The exported file should reach the ${metric} of task "${task}" that the trained model does, ${expected.toFixed(4)}; it reaches ${received.toFixed(4)}.`,
        { details: { task, metric, expected, received } },
      );
    }
  }
}
