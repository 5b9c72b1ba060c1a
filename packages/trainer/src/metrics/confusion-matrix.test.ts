import { expect, test } from "vitest";
import { confusionMatrix } from "./confusion-matrix.ts";

/** Certain predictions of these classes. */
const oneHot = (classes: number, ...predicted: number[]): number[] =>
  predicted.flatMap((index) => Array.from({ length: classes }, (_, at) => (at === index ? 1 : 0)));

test("agrees with scikit-learn's documented example of confusion_matrix, over batches", () => {
  const matrix = confusionMatrix(["ant", "bird", "cat"]);
  matrix?.add(oneHot(3, 0, 0, 2, 2), Float64Array.of(2, 0, 2, 2));
  matrix?.add(oneHot(3, 0, 2), Float64Array.of(0, 1));
  expect(matrix?.values()).toEqual({
    classes: ["ant", "bird", "cat"],
    counts: [
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ],
  });
});

test("is not made where it would have more than a million counts", () => {
  expect(confusionMatrix(Array.from({ length: 1001 }, String))).toBeUndefined();
});
