import {
  binary,
  classification,
  count,
  multiLabel,
  ordinal,
  regression,
  tagging,
  text,
  words,
  type FittedInput,
  type Prediction,
  type TaskSpec,
} from "@polyhead/spec";
import { describe, expect, test } from "vitest";
import { decodedExample } from "./decoded-example.ts";
import { decoderOf } from "./registry.ts";

const inputs: Readonly<Record<string, FittedInput>> = {
  query: { ...text({ tokens: words({ split: "spaces" }), maxLength: 3 }), vocabulary: [], merges: [] },
};

/** What is read of the second of two examples, the first of which is all zeros. */
function decoded<T extends TaskSpec>(
  task: T,
  outputs: readonly number[],
  query: string | string[] = "",
): Prediction<T> {
  const data = Float32Array.from([...outputs.map(() => 0), ...outputs]);
  const rows = task.kind === "tagging" ? outputs.length / 5 : outputs.length;
  return decoderOf(task).reader(task)(data, 1, decodedExample(inputs, { query }, { dims: [2, rows, 5] }));
}

/** Numbers that float32 holds as they are. */
test.each<[TaskSpec, number[], unknown]>([
  [binary(), [0.75], { positive: true, class: "yes", probability: 0.75 }],
  [
    binary({ positive: "sick", negative: "well" }),
    [0.5],
    { positive: false, class: "well", probability: 0.5 },
  ],
  [
    classification({ classes: ["a", "b", "c"] }),
    [0.25, 0.375, 0.375],
    { class: "b", probability: 0.375, probabilities: { a: 0.25, b: 0.375, c: 0.375 } },
  ],
  [
    multiLabel({ labels: ["a", "b", "c"] }),
    [0.5, 0.75, 0.625],
    { labels: ["b", "c"], probabilities: { a: 0.5, b: 0.75, c: 0.625 } },
  ],
  [multiLabel({ labels: ["a"] }), [0.25], { labels: [], probabilities: { a: 0.25 } }],
  [
    ordinal({ levels: ["low", "mid", "high"] }),
    [0.375, 0.1875, 0.4375],
    { level: "mid", probability: 0.1875, probabilities: { low: 0.375, mid: 0.1875, high: 0.4375 } },
  ],
  [count(), [2.5], { rate: 2.5 }],
  [regression(), [-3], { value: -3 }],
  [regression({ unit: "m", loss: "huber" }), [1.5], { value: 1.5, unit: "m" }],
  [regression({ unit: "m", loss: "gaussian" }), [1.5, 0.25], { value: 1.5, deviation: 0.25, unit: "m" }],
  [regression({ loss: "quantile" }), [1, 2, 4], { value: 2, quantiles: [1, 2, 4] }],
  [regression({ loss: "quantile", quantiles: [0.75, 0.875] }), [1, 2], { value: 1, quantiles: [1, 2] }],
  [
    regression({ names: ["x", "y"], unit: "m" }),
    [1, 2],
    { values: { x: { value: 1, unit: "m" }, y: { value: 2, unit: "m" } } },
  ],
  [
    regression({ names: ["x", "y"], loss: "gaussian" }),
    [1, 0.5, 2, 0.25],
    { values: { x: { value: 1, deviation: 0.5 }, y: { value: 2, deviation: 0.25 } } },
  ],
  [
    regression({ names: ["x", "y"], loss: "quantile", quantiles: [0.25, 0.5] }),
    [1, 2, 3, 4],
    { values: { x: { value: 2, quantiles: [1, 2] }, y: { value: 4, quantiles: [3, 4] } } },
  ],
])("%j is read from %j", (task, outputs, expected) => {
  expect(decoded(task, outputs)).toEqual(expected);
});

describe("tagging", () => {
  const task = tagging({ entities: ["city", "day"] });
  /** Rows of O, B-city, I-city, B-day, I-day. */
  const tagged = (...tags: number[]): number[] =>
    tags.flatMap((tag, at) => [0, 1, 2, 3, 4].map((each) => (each === tag ? 0.5 + at / 8 : 0.0625)));

  test("gives each word its tag, and entities their place in the text", () => {
    expect(decoded(task, tagged(0, 1, 2), " to New  York")).toEqual({
      words: [
        { text: "to", start: 1, end: 3, tag: "O", probability: 0.5 },
        { text: "New", start: 4, end: 7, tag: "B-city", probability: 0.625 },
        { text: "York", start: 9, end: 13, tag: "I-city", probability: 0.75 },
      ],
      entities: [{ type: "city", text: "New  York", start: 4, end: 13, probability: 0.625 }],
    });
  });

  test("takes a list of words as the text that they make, joined by spaces", () => {
    const { entities } = decoded(task, tagged(3, 1), ["on Monday", "Rome"]);
    expect(entities).toEqual([
      { type: "day", text: "on Monday", start: 0, end: 9, probability: 0.5 },
      { type: "city", text: "Rome", start: 10, end: 14, probability: 0.625 },
    ]);
  });

  test("says nothing of padding, of words past the longest text, and of an empty text", () => {
    expect(decoded(task, tagged(1, 3, 3), "Rome").entities).toHaveLength(1);
    expect(decoded(task, tagged(0, 0, 0), "a b c Rome Rome").words).toHaveLength(3);
    expect(decoded(task, tagged(1), "")).toEqual({ words: [], entities: [] });
  });
});
