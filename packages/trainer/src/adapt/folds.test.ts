import { expect, test } from "vitest";
import { dealFolds } from "./folds.ts";

const labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];

test("every fold has as many of each class", () => {
  const folds = dealFolds(labels, 5, 1);
  for (let fold = 0; fold < 5; fold++)
    expect(labels.filter((_, place) => folds[place] === fold)).toEqual([0, 1, 2]);
});

test("the seed decides which", () => {
  expect(dealFolds(labels, 5, 1)).toEqual(dealFolds(labels, 5, 1));
  expect(dealFolds(labels, 5, 1)).not.toEqual(dealFolds(labels, 5, 2));
});
