import { expect, test } from "vitest";
import { compareScores } from "./score.ts";

const accuracy = (value: number) => ({ label: { metric: "accuracy", value, higherIsBetter: true } });
const error = (value: number) => ({ age: { metric: "mae", value, higherIsBetter: false } });

test.each([
  ["falls by less than the limit", accuracy(0.9), accuracy(0.8911)],
  ["rises", accuracy(0.9), accuracy(0.95)],
  ["errs by less than the limit", error(2), error(2.019)],
  ["errs less", error(2), error(1)],
])("a task that %s passes", (_, before, after) => {
  expect(Object.values(compareScores(before, after, 0.01))).toHaveLength(1);
});

test.each([
  [
    "falls by more than the limit",
    accuracy(0.9),
    accuracy(0.89),
    'Task "label" must not lose more than 1 % of its accuracy to smaller weights; it goes from 0.9000 to 0.8900, so nothing was written.',
  ],
  ["errs by more", error(2), error(2.03), 'Task "age" must not lose more than 1 % of its mae'],
  [
    "has a metric that is not a number any more",
    accuracy(0.9),
    accuracy(Number.NaN),
    'Task "label" must not lose',
  ],
])("a task that %s is refused by name", (_, before, after, message) => {
  expect(() => compareScores(before, after, 0.01)).toThrow(
    expect.objectContaining({ code: "export-quality", message: expect.stringContaining(message) as string }),
  );
});

test("what was not measured is not compared", () => {
  const refused = expect.objectContaining({ code: "input-invalid" });
  expect(() => compareScores(accuracy(0.9), {}, 0.01)).toThrow(refused);
  expect(() => compareScores(accuracy(Number.NaN), accuracy(0.9), 0.01)).toThrow(refused);
});
