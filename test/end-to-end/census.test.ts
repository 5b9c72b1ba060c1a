import { hardSharing, mmoe, ple, type ModelConfig } from "@polyhead/trainer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import example, { censusIncome } from "polyhead-example-census";
import { exportAndPredict, type TestPredictions } from "./export-and-predict.ts";
import { realData } from "./real-data.ts";

const data = realData("census-income");

/** Two epochs on some rows in ordinary runs; all there is, against single-task models, with POLYHEAD_FULL=1. */
const full = process.env["POLYHEAD_FULL"] === "1";
const ROWS = 6000;
const MINUTES = 60_000;

const isPositive: Readonly<Record<string, (label: unknown) => boolean>> = {
  income: (label) => label === "50000+.",
  never_married: (label) => label === true,
};

describe.skipIf(data === undefined)("census: income and marital status from 39 columns", () => {
  let directory: string;
  let config: ModelConfig;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-census-"));
    const packed = join(data ?? "", "census-income.test.gz");
    const training = { ...example.training, insight: false };
    if (full) {
      config = { ...example, data: censusIncome(packed), training };
      return;
    }
    const lines = gunzipSync(await readFile(packed))
      .toString()
      .split("\n")
      .slice(0, ROWS);
    const path = join(directory, "some.csv");
    await writeFile(path, `${lines.join("\n")}\n`);
    config = { ...example, data: censusIncome(path), training: { ...training, epochs: 2, batchSize: 64 } };
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test.skipIf(full)(
    "a mixture of experts tells both apart on people whom it has not seen",
    async () => {
      const { income, never_married: single } = aurocs(await exportAndPredict(config), "MMoE, 2 epochs");
      expect(income).toBeGreaterThan(0.85);
      expect(single).toBeGreaterThan(0.97);
    },
    MINUTES,
  );

  test.runIf(full)(
    "MMoE and PLE are as good as single-task models",
    async () => {
      const { income, never_married: married } = config.tasks;
      const alone: Record<string, number> = {
        ...aurocs(
          await exportAndPredict({ ...config, tasks: { income: income! }, sharing: hardSharing() }),
          "alone",
        ),
        ...aurocs(
          await exportAndPredict({ ...config, tasks: { never_married: married! }, sharing: hardSharing() }),
          "alone",
        ),
      };
      for (const [name, sharing] of Object.entries({ MMoE: mmoe(), PLE: ple() })) {
        const together = aurocs(await exportAndPredict({ ...config, sharing }), name);
        for (const task of Object.keys(isPositive))
          expect(together[task], `${name}, ${task}`).toBeGreaterThanOrEqual(alone[task]! - 0.003);
      }
    },
    30 * MINUTES,
  );
});

/** Of each task of the model. */
function aurocs({ examples, predictions }: TestPredictions, of: string): Record<string, number> {
  const tasks = Object.keys(predictions[0] ?? {});
  const values = tasks.map((task) => {
    const labels = examples.map(({ labels: { [task]: label } }) => isPositive[task]!(label));
    const scores = predictions.map(({ [task]: each }) => (each as { probability: number }).probability);
    return [task, auroc(labels, scores)] as const;
  });
  console.log(
    `census, ${of}: ${values.map(([task, value]) => `${task} AUROC ${value.toFixed(4)}`).join(", ")}`,
  );
  return Object.fromEntries(values);
}

/** How often a positive has a higher score than a negative; half a time where they are equal (Mann and Whitney 1947). */
function auroc(labels: readonly boolean[], scores: readonly number[]): number {
  const order = [...scores.keys()].toSorted((a, b) => scores[a]! - scores[b]!);
  let [below, wins] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    const tied = order.slice(from, to);
    const positives = tied.filter((at) => labels[at]!).length;
    wins += positives * (below + (tied.length - positives) / 2);
    below += tied.length - positives;
    from = to;
  }
  return wins / (below * (labels.length - below));
}
