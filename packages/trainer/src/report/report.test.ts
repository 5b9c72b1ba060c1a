import { classification, image, regression } from "@polyhead/spec";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { EpochRecord } from "../fit/epoch-record.ts";
import type { RunSummary } from "../fit/run.ts";
import { renderReport } from "./report.ts";

const metrics = { label: { accuracy: 0.5 }, size: { mae: 1.25, r2: 0.75 } };
const summary: RunSummary = {
  name: "net",
  engine: "wasm <1 thread>",
  parameters: 1234,
  examples: { train: 90, validation: 10, test: 0 },
  epochs: 2,
  bestEpoch: 2,
  interrupted: false,
  metrics: { train: metrics, validation: metrics },
  average: { train: 0.625, validation: 0.625 },
  training: { epochs: 2, batchSize: 64, validationSplit: 0.1, seed: 0 },
  identity: {},
  spec: {
    name: "net",
    inputs: { image: { ...image({ height: 4, width: 6 }), normalizer: { mean: [0, 0, 0], std: [1, 1, 1] } } },
    tasks: {
      label: classification({ classes: ["a", "b"] }),
      size: { ...regression({ unit: "<cm>" }), normalizer: { mean: [0], std: [1] } },
    },
  },
};
const epoch = (number: number): EpochRecord => ({
  epoch: number,
  steps: 3,
  seconds: 1,
  examplesPerSecond: 90,
  learningRate: 0.001,
  objective: 2 / number,
  losses: { label: 1, size: 1 / number },
  weights: { label: 1, size: 0.5 },
  metrics: { train: metrics, validation: metrics },
  average: { train: 0.625, validation: 0.625 },
  gap: 0,
});

const page = parseHTML(renderReport(summary, [epoch(1), epoch(2)])).document;

test("shows every task's metrics by split", () => {
  const rows = [...page.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ["labelclassification", "accuracy", "0.5000", "0.5000"],
    ["sizeregression", "MAE (<cm>)", "1.2500", "1.2500"],
    ["R²", "0.7500", "0.7500"],
    ["average", "mean of accuracy and R²", "0.6250", "0.6250"],
  ]);
});

test("draws curves of losses, weights, averages, gap and each metric", () => {
  const titles = [...page.querySelectorAll("article h3")].map((title) => title.textContent);
  expect(titles).toEqual([
    "Loss of each task",
    "Weight of each task",
    "Learning rate",
    "Average over tasks",
    "Generalization gap",
    "label: accuracy",
    "size: MAE",
    "size: R²",
  ]);
  for (const article of page.querySelectorAll("article")) {
    expect(article.querySelectorAll("svg [aria-label=line] path").length).toBeGreaterThan(0);
  }
});

test("draws how tasks relate as matrices of means over epochs, and a curve for each pair", () => {
  const relations = (cosine: number | null, harm: number): NonNullable<EpochRecord["relations"]> => ({
    cosines: [
      [1, cosine],
      [cosine, 1],
    ],
    affinity: [
      [0.05, -harm],
      [0.0004, 0.002],
    ],
  });
  const history = [
    { ...epoch(1), relations: relations(-0.5, 0.001) },
    { ...epoch(2), relations: relations(null, 0.003) },
  ];
  const { document } = parseHTML(renderReport(summary, history));
  const cards = [...document.querySelectorAll("article")].slice(-3);
  const texts = cards.map((card) =>
    [...card.querySelectorAll("[aria-label=text] text")].map((text) => text.textContent),
  );
  expect(texts.slice(0, 2)).toEqual([
    ["1.00", "−.50", "−.50", "1.00"],
    ["50", "−2.0", ".4", "2.0"],
  ]);
  expect(cards[1]?.querySelector(".unit")?.textContent).toBe(
    "share of the loss taken away by a step, in 10⁻³",
  );
  const axes = [...(cards[1]?.querySelectorAll("[aria-label$=axis\\ label] text") ?? [])];
  expect(axes.map((axis) => axis.textContent)).toEqual(["step of", "loss of"]);
  expect(cards[2]?.querySelectorAll("[aria-label=dot] circle")).toHaveLength(1);
});

test("is one file: nothing is loaded, no script runs, text stays text", () => {
  const html = renderReport(summary, [epoch(1)]);
  expect(html).not.toMatch(/<script|<link|src=|href=|@import|url\(/);
  expect(html).toContain("wasm &#60;1 thread&#62;");
});

test("a run that was interrupted in its first epoch still has a report", () => {
  expect(renderReport({ ...summary, epochs: 0, bestEpoch: 0, interrupted: true }, [])).toContain(
    "Interrupted in its first epoch",
  );
});
