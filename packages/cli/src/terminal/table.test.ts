import { expect, test } from "vitest";
import { formatBytes } from "./bytes.ts";
import { confusionTable } from "./confusion-table.ts";
import { metricsTable } from "./metrics-table.ts";
import { predictionsTable } from "./predictions-table.ts";
import { table } from "./table.ts";

test("columns line up by what is seen, not by what is written", () => {
  const rows = [
    ["\u001B[1mbold\u001B[22m", "1", "x"],
    ["猫", "22", "y"],
  ];
  expect(table(rows, ["left", "right"])).toBe("\u001B[1mbold\u001B[22m   1  x\n猫    22  y\n");
});

test("sizes are in powers of 1000", () => {
  expect([0, 999, 1000, 1_234_567, 25e9, 4e12].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "1.2 MB",
    "25 GB",
    "4000 GB",
  ]);
});

const manifest = {
  version: 1,
  name: "m",
  producer: { name: "p", version: "0" },
  inputs: {},
  tasks: {
    label: { kind: "classification", classes: ["cat", "dog"] },
    age: { kind: "regression", unit: "years", normalizer: { mean: [0], std: [1] } },
    angle: { kind: "regression", unit: "°", normalizer: { mean: [0], std: [1] } },
  },
} as const;

test("predictions read like a sentence, and line up under each other", () => {
  const cat = { class: "cat", probability: 0.934, probabilities: { cat: 0.934, dog: 0.066 } };
  const one = { label: cat, age: { value: 41.68, unit: "years" }, angle: { value: -0.01234, unit: "°" } };
  expect(predictionsTable(manifest, [{ source: "a.png", predictions: one }])).toBe(
    "label: cat 0.93   age: 41.7 years   angle: -0.0123°\n",
  );
  const two = { ...one, age: { value: 123_456.7, unit: "years" } };
  const list = [
    { source: "a.png", predictions: one },
    { source: "long-name.png", predictions: two },
  ];
  expect(predictionsTable(manifest, list)).toBe(
    "a.png           label: cat 0.93   age: 41.7 years     angle: -0.0123°\n" +
      "long-name.png   label: cat 0.93   age: 123457 years   angle: -0.0123°\n",
  );
});

test("metrics have a row each, a column a split, and a dash where there is none", () => {
  const text = metricsTable(
    manifest,
    {
      train: { label: { accuracy: 1 }, age: { mae: 2.5, r2: 0.5 } },
      test: { label: { accuracy: 0.75 }, age: { mae: 12.25 } },
    },
    { train: 0.75 },
  );
  expect(text).toBe(
    [
      "task     metric       train    test",
      "label    accuracy     1.000   0.750",
      "age      MAE (years)  2.500  12.250",
      "         R²           0.500       –",
      "average               0.750       –",
      "",
    ].join("\n"),
  );
});

test("names that are too long for the terminal have lines of their own", () => {
  const metrics = { test: { label: { accuracy: 0.75 }, age: { mae: 12.25, r2: 0.5 } } };
  expect(metricsTable(manifest, metrics, { test: 0.625 }, 25)).toBe(
    [
      "metric           test",
      "label",
      "  accuracy      0.750",
      "age",
      "  MAE (years)  12.250",
      "  R²            0.500",
      "average         0.625",
      "",
    ].join("\n"),
  );
});

test("columns of a confusion matrix are numbers where names do not fit", () => {
  const matrix = {
    classes: ["a long name", "another name"],
    counts: [
      [3, 1],
      [0, 12],
    ],
  };
  expect(confusionTable("t", matrix, 80)).toContain("t             a long name  another name\n");
  expect(confusionTable("t", matrix, 30)).toBe(
    "t                1   2\n 1 a long name   3   1\n 2 another name  0  12\n",
  );
});
