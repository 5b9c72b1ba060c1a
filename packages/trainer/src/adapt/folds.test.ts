import { expect, test } from "vitest";
import { dealFolds } from "./folds.ts";

const labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];
const held = (given: readonly number[], areClasses = true): number[][] => {
  const { count, of } = dealFolds(given, areClasses, 1) ?? { count: 0, of: new Uint32Array() };
  return Array.from({ length: count }, (_, fold) => given.filter((__, place) => of[place] === fold));
};

test("every fold has as many of each class", () => {
  expect(held(labels)).toEqual(Array.from({ length: 5 }, () => [0, 1, 2]));
});

test("the seed decides which", () => {
  expect(dealFolds(labels, true, 1)).toEqual(dealFolds(labels, true, 1));
  expect(dealFolds(labels, true, 1)).not.toEqual(dealFolds(labels, true, 2));
});

test("there are two classes in every fold, so that few positives make few folds", () => {
  expect(held([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])).toEqual([
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 1],
  ]);
});

test("the only example of a class is never held out", () => {
  expect(held([0, 0, 1, 1, 2])).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test("without a second example of a second class, or with fewer than five, there are none", () => {
  expect(dealFolds([0, 0, 0, 0, 0, 0, 0, 1], true, 1)).toBeUndefined();
  expect(dealFolds([0, 0, 1, 1], true, 1)).toBeUndefined();
  expect(dealFolds([0.1, 0.2, 0.3, 0.4], false, 1)).toBeUndefined();
});

test("numbers that are no classes may all differ", () => {
  expect(held([0.3, 0.1, 0.2, 0.5, 0.4], false).map(([label]) => label)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
});
