import { expect, it } from "vitest";
import { scaleBetween } from "./resize.ts";

it("scaleBetween makes one length of another, multiplied in single or double precision", () => {
  const wrong: string[] = [];
  for (let from = 1; from <= 200; from++)
    for (let to = 1; to <= 300; to++) {
      const product = scaleBetween(from, to) * from;
      if (Math.floor(product) !== to || Math.floor(Math.fround(product)) !== to)
        wrong.push(`${from} to ${to}`);
    }
  expect(wrong).toEqual([]);
});
