import { csv } from "@polyhead/trainer";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import example from "polyhead-example-energy";
import { exportAndPredict } from "./export-and-predict.ts";
import { realData } from "./real-data.ts";

const data = realData("energy-efficiency");

/** Half of the example's epochs in ordinary runs; all of them with POLYHEAD_FULL=1. */
const epochs = process.env["POLYHEAD_FULL"] === "1" ? 80 : 40;

describe.skipIf(data === undefined)("energy: two loads from eight numbers", () => {
  test("the file explains 98 % of the variance of each on buildings that it has not seen", async () => {
    const source = csv({ train: join(data ?? "", "energy-efficiency.csv"), test: 0.2 });
    const training = { ...example.training, epochs, insight: false };
    const { examples, predictions } = await exportAndPredict({ ...example, data: source, training });
    expect(examples.length).toBeGreaterThan(140);
    for (const task of ["heating_load", "cooling_load"]) {
      const labels = examples.map(({ labels: { [task]: label } }) => label as number);
      const values = predictions.map(({ [task]: prediction }) => (prediction as { value: number }).value);
      console.log(`energy, test split: ${task} R² ${r2(labels, values).toFixed(4)}`);
      expect(r2(labels, values)).toBeGreaterThanOrEqual(0.98);
    }
  }, 120_000);
});

function r2(labels: readonly number[], values: readonly number[]): number {
  const mean = labels.reduce((sum, label) => sum + label) / labels.length;
  const total = labels.reduce((sum, label) => sum + (label - mean) ** 2, 0);
  return 1 - labels.reduce((sum, label, at) => sum + (label - values[at]!) ** 2, 0) / total;
}
