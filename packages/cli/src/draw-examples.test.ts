import type { Example } from "@polyhead/spec";
import { expect, test } from "vitest";
import { drawExamples } from "./draw-examples.ts";

async function* stream(count: number): AsyncIterable<Example> {
  for (let index = 0; index < count; index++) yield { inputs: {}, labels: { index } };
}

const drawn = async (of: number, count: number): Promise<number[]> =>
  (await drawExamples(stream(of), count)).map(({ labels }) => Number(labels["index"]));

test("examples come from all of a stream, each once, the same at each call", async () => {
  const indices = await drawn(10_000, 400);
  expect(new Set(indices).size).toBe(400);
  expect(indices).toEqual(await drawn(10_000, 400));
  const quarters = [0, 1, 2, 3].map((quarter) =>
    indices.filter((index) => Math.floor(index / 2500) === quarter),
  );
  // 100 expected in each, with a standard deviation of 8.7.
  for (const { length } of quarters) expect(Math.abs(length - 100)).toBeLessThan(40);
});

test("a shorter stream is drawn whole", async () => {
  expect(await drawn(3, 400)).toEqual([0, 1, 2]);
});
