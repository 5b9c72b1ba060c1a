import type { Example } from "@polyhead/spec";
import { expect, it } from "vitest";
import { memory } from "./memory.ts";

const example = (row: number): Example => ({ inputs: { row: [row] }, labels: { value: row } });

it("streams each split from the beginning on every call", async () => {
  const source = memory({ train: [example(1), example(2)], test: [example(3)] });
  for (const _ of [1, 2]) {
    expect(await Array.fromAsync(source.train())).toEqual([example(1), example(2)]);
    expect(await Array.fromAsync(source.test?.() ?? [])).toEqual([example(3)]);
  }
});

it("has no test split where none is given", () => {
  expect("test" in memory({ train: [example(1)] })).toBe(false);
});

it("streams what a function gives anew on every call", async () => {
  const source = memory({
    train: async function* () {
      yield* [example(1), example(2)];
    },
    test: () => [example(3)],
  });
  for (const _ of [1, 2]) {
    expect(await Array.fromAsync(source.train())).toEqual([example(1), example(2)]);
    expect(await Array.fromAsync(source.test?.() ?? [])).toEqual([example(3)]);
  }
});

it("streams an async iterable that can be gone through again", async () => {
  const cursor: AsyncIterable<Example> = {
    async *[Symbol.asyncIterator]() {
      yield* [example(1), example(2)];
    },
  };
  const source = memory({ train: cursor });
  for (const _ of [1, 2]) expect(await Array.fromAsync(source.train())).toEqual([example(1), example(2)]);
});

it.each([
  ["a running generator", [example(1)].values(), "received a running iterator"],
  ["no examples", undefined, "received undefined"],
  ["a text", "rows.csv", "received rows.csv"],
])("refuses %s", (_, train, message) => {
  expect(() => memory({ train: train as never })).toThrow(message);
});

it("names the split that it refuses", () => {
  expect(() => memory({ train: [], test: [example(1)].values() as never })).toThrow("`test`");
});
