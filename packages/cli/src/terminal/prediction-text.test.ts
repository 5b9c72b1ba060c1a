import type { Prediction } from "@polyhead/spec";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { formatPrediction } from "./prediction-text.ts";

test.each<[Prediction, string]>([
  [{ class: "cat", probability: 0.934, probabilities: { cat: 0.934, dog: 0.066 } }, "cat 0.93"],
  [{ class: "yes", positive: true, probability: 0.8 }, "yes 0.80"],
  [{ class: "no", positive: false, probability: 0.2 }, "no 0.80"],
  [{ labels: ["a", "b"], probabilities: { a: 0.9, b: 0.6, c: 0.1 } }, "a, b"],
  [{ labels: [], probabilities: { a: 0.1 } }, "none"],
  [{ level: "fair", probability: 0.5, probabilities: { fair: 0.5, good: 0.5 } }, "fair 0.50"],
  [{ rate: 12.345 }, "12.3"],
  [{ value: 41.74, unit: "°" }, "41.7°"],
  [{ value: 12_345.6, unit: "USD" }, "12346 USD"],
  [{ value: 12, deviation: 3.456, unit: "kWh" }, "12 ± 3.46 kWh"],
  [{ value: 5, quantiles: [4, 5, 7], unit: "m" }, "5 (4 to 7) m"],
  [{ value: 5, quantiles: [5] }, "5"],
  [{ values: { x: { value: 1 }, y: { value: 2, unit: "km" } } }, "x 1, y 2 km"],
])("says what each kind of task predicts (%#)", (prediction, text) => {
  expect(stripVTControlCharacters(formatPrediction(prediction))).toBe(text);
});
