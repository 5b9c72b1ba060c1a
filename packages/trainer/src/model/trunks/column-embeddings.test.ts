import { expect, test } from "vitest";
import { embeddingWidth } from "./column-embeddings.ts";

test("widths grow with the values of a column, in few steps", () => {
  expect([1, 2, 5, 6, 17, 53, 100, 1000, 100_001].map(embeddingWidth)).toEqual([
    2, 4, 4, 8, 8, 16, 32, 64, 64,
  ]);
});
