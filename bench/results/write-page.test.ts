import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readResults, type Results } from "./results-file.ts";
import { benchmarks, budget, type Combination } from "./setting.ts";
import { summarize } from "./summary.ts";
import { DOCS, pageFiles } from "./write-page.ts";

test("the page and its plots are what the file of results gives", async () => {
  const results = await readResults();
  expect(results).toBeDefined();
  for (const [name, content] of pageFiles(results!))
    expect(await readFile(join(DOCS, name), "utf8"), `${name}: run \`node bench/results.ts page\``).toBe(
      content,
    );
});

const origin = { budget, engine: "", processor: "", node: "" };
const cifar = benchmarks.find(({ name }) => name === "cifar10")!;
const model = (task?: string): Combination => ({
  dataset: "cifar10",
  sharing: "hard",
  balancing: "equal",
  ...(task !== undefined && { task }),
});
const metrics = (accuracy: number, mae: number): Record<string, Record<string, number>> => ({
  label: { accuracy },
  colorfulness: { mae, r2: 0 },
});
const alone = [
  { ...model("label"), seed: 0, metrics: { label: { accuracy: 0.4 } } },
  { ...model("label"), seed: 1, metrics: { label: { accuracy: 0.6 } } },
  { ...model("colorfulness"), seed: 0, metrics: { colorfulness: { mae: 4, r2: 0 } } },
];
const shared = [
  { ...model(), seed: 0, metrics: metrics(0.6, 4) },
  { ...model(), seed: 1, metrics: metrics(0.5, 3) },
];

function summaryOf(results: Partial<Results>) {
  const all = summarize(cifar, { origin, trained: [], timed: [], ...results });
  return all.find(({ sharing, balancing, task }) => sharing === "hard" && balancing === "equal" && !task)!;
}

test("Δm is against the mean of the single-task models, its spread over the seeds of the model for all tasks", () => {
  // +20 % and 0 %; 0 % and +25 %: means 10 and 12.5.
  expect(summaryOf({ trained: [...alone, ...shared] })).toMatchObject({
    seeds: 2,
    metrics: { label: { mean: 0.55 }, colorfulness: { mean: 3.5 } },
    delta: { mean: 11.25, std: expect.closeTo(Math.sqrt(3.125), 9) as number },
  });
});

test("without all single-task models there is no Δm, and without a run nothing", () => {
  expect(summaryOf({ trained: shared }).delta).toBeUndefined();
  expect(summaryOf({ trained: alone })).toMatchObject({ seeds: 0, metrics: {} });
});
