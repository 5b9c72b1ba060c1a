import { classification, image, regression } from "@polyhead/spec";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { DeltaM } from "../evaluation/delta-m.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import type { EpochRecord } from "../fit/epoch-record.ts";
import type { RunSummary } from "../fit/run.ts";
import { renderReport } from "./report.ts";

const metrics = { label: { accuracy: 0.5 }, size: { mae: 1.25, r2: 0.75 } };
const heldOut = { label: { accuracy: 0.25 }, size: { mae: 1.5, r2: 0.75 } };
const summary: RunSummary = {
  name: "net",
  engine: "wasm <1 thread>",
  parameters: 1234,
  examples: { train: 90, validation: 10, test: 0 },
  labels: { train: { label: 90, size: 45 }, validation: { label: 10, size: 10 }, test: {} },
  epochs: 2,
  bestEpoch: 2,
  interrupted: false,
  metrics: { train: metrics, validation: heldOut },
  average: { train: 0.625, validation: 0.5 },
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
    ["labelclassification"],
    ["accuracy", "0.5000", "0.2500", "0.2500"],
    ["sizeregression"],
    ["MAE (<cm>)", "1.2500", "1.5000", "−0.2500"],
    ["R²", "0.7500", "0.7500", "0.0000"],
    ["averagemean of accuracy and R²"],
    ["average", "0.6250", "0.5000", "0.1250"],
  ]);
  const columns = [...page.querySelectorAll("thead th")].map((cell) => cell.textContent);
  expect(columns.slice(1)).toEqual(["train", "validation", "train − validation"]);
});

test("tells how many labels there are where some are missing, and what each source gave", () => {
  const told = {
    ...summary,
    sources: { people: { train: 60, validation: 7 }, pets: { train: 30, validation: 3 } },
  };
  const { document } = parseHTML(renderReport(told, []));
  const facts = [...document.querySelectorAll("dt")].map((term) => [
    term.textContent,
    term.nextElementSibling?.textContent,
  ]);
  expect(facts).toContainEqual(["Labels, train", "size 45 of 90"]);
  expect(facts.flat()).not.toContain("Labels, validation");
  expect(facts).toContainEqual(["Source pets", "30 train, 3 validation"]);
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
    "size: R²",
    "size: MAE",
  ]);
  expect(page.querySelector("details summary")?.textContent).toBe("1 more metric");
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

const textsOf = (card: Element | undefined, mark: string): (string | null)[] =>
  [...(card?.querySelectorAll(`[aria-label=${mark}] text`) ?? [])].map((text) => text.textContent);

describe("what it gets wrong", () => {
  const bins = [
    { from: 0, to: 0.5, examples: 0 },
    { from: 0.5, to: 0.75, examples: 2, confidence: 0.7, accuracy: 0.5 },
    { from: 0.75, to: 1, examples: 6, confidence: 0.9, accuracy: 1 },
  ];
  const counts = [
    [3, 1],
    [0, 0],
  ];
  const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1].map((share) => ({ share, value: 4 * share - 2 }));
  const tasks = {
    label: {
      metrics: {},
      confusion: { classes: ["a", "b"], counts },
      calibration: { ece: 0.125, bins },
    },
    size: { metrics: {}, residuals: { quantiles, bins: [{ from: -2, to: 2, examples: 4 }] } },
  };
  const cardsOf = (splits: Evaluation["splits"]): Element[] => {
    const { document } = parseHTML(renderReport(summary, [], { splits }));
    return [...document.querySelectorAll("article")];
  };

  test("is drawn of test where there is one: confusion by label, calibration, errors in their unit", () => {
    const cards = cardsOf({ train: { examples: 1, tasks: {} }, test: { examples: 8, tasks } });
    expect(cards.map((card) => card.querySelector("h3")?.textContent)).toEqual([
      "label: confusion",
      "label: calibration, ECE 0.125",
      "size: errors",
    ]);
    // A label that no example has shows nothing.
    expect(textsOf(cards[0], "text")).toEqual(["75", "25"]);
    expect(cards[1]?.querySelectorAll("[aria-label=dot] circle")).toHaveLength(2);
    expect(cards[2]?.querySelector(".unit")?.textContent).toBe(
      "nine in ten between −1.80 and 1.80, median 0.00 <cm>",
    );
    expect(textsOf(cards[2], '"x-axis label"')).toEqual(["prediction − label (<cm>)"]);
    expect(cards[0]?.closest("section")?.textContent).toContain("The examples are of the test split.");
  });

  test("draws points at the ends beside the axes, not over their numbers", () => {
    const ends = [0, 1].map((at) => ({ from: 0, to: 1, examples: 5, confidence: at, accuracy: at }));
    const [card] = cardsOf({
      test: { examples: 10, tasks: { label: { metrics: {}, calibration: { ece: 0, bins: ends } } } },
    });
    const numberOf = (element: Element, attribute: string): number => Number(element.getAttribute(attribute));
    const circles = [...(card?.querySelectorAll("[aria-label=dot] circle") ?? [])];
    const ticks = [...(card?.querySelectorAll('[aria-label="x-axis tick"] path') ?? [])];
    const axis = Number(/,([\d.]+)\)/.exec(ticks[0]?.getAttribute("transform") ?? "")?.[1]);
    expect(circles).toHaveLength(2);
    for (const circle of circles)
      expect(numberOf(circle, "cy") + numberOf(circle, "r")).toBeLessThanOrEqual(axis);
  });

  test("shows the classes of many that are taken for others", () => {
    const classes = Array.from({ length: 40 }, (_, at) => `c${at}`);
    // The last half of them are taken for the one before, of which the first is right itself.
    const many = classes.map((_, row) =>
      classes.map((__, column) => (row >= 20 ? Number(column === row - 1) : Number(column === row))),
    );
    const [card] = cardsOf({
      train: { examples: 40, tasks: { label: { metrics: {}, confusion: { classes, counts: many } } } },
    });
    expect(card?.querySelector("h3")?.textContent).toBe("label: confusion, 20 of 40 classes");
    expect(textsOf(card, '"y-axis tick label"').at(0)).toBe("c19");
  });
});

test("compares with single-task models, where there are any", () => {
  const deltaM: DeltaM = {
    seeds: [3, 4],
    tasks: {
      label: {
        metric: "accuracy",
        higherIsBetter: true,
        multiTask: 0.5,
        singleTask: { mean: 0.4, std: 0.01 },
        delta: { mean: 25, std: 1.25 },
      },
      size: { metric: "mae", higherIsBetter: false, multiTask: 1.5, singleTask: { mean: 0, std: 0 } },
    },
  };
  const { document } = parseHTML(renderReport(summary, [], { deltaM }));
  const [, section] = document.querySelectorAll("section");
  const rows = [...(section?.querySelectorAll("tr") ?? [])].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ["task", "metric", "this model", "single-task", "gain"],
    ["label", "accuracy", "0.5000", "0.4000 ± 0.0100", "+25.0 ± 1.3 %"],
    ["size", "MAE (<cm>)", "1.5000", "0.0000 ± 0.0000", "–"],
    ["Δm", "", "", "", "–"],
  ]);
  expect(section?.querySelectorAll("[aria-label=bar] rect")).toHaveLength(1);
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
