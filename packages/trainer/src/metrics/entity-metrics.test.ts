import { tagging, tagsOf } from "@polyhead/spec";
import { expect, test } from "vitest";
import { entityMetrics } from "./entity-metrics.ts";

const task = tagging({ entities: ["NP", "VP"] });
const tags: readonly string[] = tagsOf(task);

function numbers(row: string): number[] {
  return row.split(" ").map((tag) => (tag === "?" ? Number.NaN : tags.indexOf(tag)));
}

/** Measures pairs of a row of right tags and a row of predicted ones. */
function measured(...pairs: readonly (readonly [string, string])[]): Readonly<Record<string, number>> {
  const length = Math.max(...pairs.map(([, predicted]) => predicted.split(" ").length));
  const metrics = entityMetrics(tags.length);
  const predictions = pairs.flatMap(([, predicted]) => {
    const row = numbers(predicted);
    const each = Array.from({ length }, (_, at) =>
      tags.map((__, tag) => (tag === (row[at] ?? 0) ? 0.9 : 0.02)),
    );
    return each.flat();
  });
  const labels = pairs.map(([right]) => numbers(right));
  const starts = Uint32Array.from([0, ...labels.map((row) => row.length)]);
  for (let row = 1; row < starts.length; row++) starts[row] = (starts[row] ?? 0) + (starts[row - 1] ?? 0);
  metrics.add(predictions, Float64Array.from(labels.flat()), starts);
  return metrics.values();
}

// What conlleval.pl (version 2004-01-26) prints for the same columns, as precision, recall and F1 in percent.
test.each([
  // two right phrases of three found and three there are
  ["B-NP I-NP O B-VP B-NP", "B-NP I-NP O B-VP O", [100, 66.67, 80]],
  // a phrase that begins with I, and one cut in two by B
  ["B-NP I-NP I-NP O", "I-NP I-NP I-NP O", [100, 100, 100]],
  ["B-NP I-NP I-NP O", "B-NP B-NP I-NP O", [0, 0, 0]],
  // a change of type inside begins a phrase
  ["B-NP I-NP B-VP O", "B-NP I-NP I-VP O", [100, 100, 100]],
  ["B-NP I-NP O O", "B-NP I-VP O O", [0, 0, 0]],
  // right words of the wrong type
  ["B-NP I-NP O B-VP", "B-VP I-VP O B-VP", [50, 50, 50]],
])("%s found as %s", (right, predicted, [precision, recall, f1]) => {
  const values = measured([right, predicted]);
  const percent = (value: number | undefined): number => Number((100 * (value ?? 0)).toFixed(2));
  expect([values["precision"], values["recall"], values["f1"]].map(percent)).toEqual([precision, recall, f1]);
});

test("a phrase ends with its text", () => {
  expect(measured(["O B-NP", "O B-NP"], ["I-NP O", "I-NP O"])).toMatchObject({ f1: 1, accuracy: 1 });
});

test("counts right words and texts, and leaves out words without a tag and those never predicted", () => {
  const values = measured(["B-NP ? O", "B-NP B-VP O"], ["O O O O", "O O B-NP"]);
  expect(values["accuracy"]).toBeCloseTo(5 / 6);
  expect(values["textAccuracy"]).toBe(0.5);
  expect(values["precision"]).toBe(0.5);
});

test("what is not defined is left out", () => {
  expect(measured(["O O", "O O"])).toEqual({ accuracy: 1, textAccuracy: 1 });
});
