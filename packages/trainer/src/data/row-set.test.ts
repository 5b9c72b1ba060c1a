import { expect, test } from "vitest";
import { permutation } from "./permutation.ts";
import { allRows, ascending, rowsFrom, rowsInPlaces, unionOf } from "./row-set.ts";

test("places of an order are rows from a start on", () => {
  const order = permutation(10, 1);
  const rows = rowsInPlaces(order, 100, [2, 6]);
  expect([...rowsFrom(rows, 0, 99)]).toEqual([2, 3, 4, 5].map((place) => 100 + order.at(place)));
  expect(Array.from({ length: 120 }, (_, row) => row).filter((row) => rows.has(row))).toHaveLength(4);
});

test("a union has the rows of all, one set after another", () => {
  const [first, second] = [
    rowsInPlaces(permutation(5, 1), 0, [0, 3]),
    rowsInPlaces(permutation(5, 1), 5, [0, 2]),
  ];
  const union = unionOf([first, second]);
  expect([...rowsFrom(union, 1, 3)]).toEqual([first.at(1), first.at(2), second.at(0)]);
  expect(union.has(second.at(1))).toBe(true);
  expect(union.end).toBe(10);
});

test.each([70_000, 100_000])(
  "%d of more rows come in ascending order, lot by lot, whether or not they are listed",
  (count) => {
    const rows = rowsInPlaces(permutation(count, 3), 7, [0, 65_530]);
    const many = rowsInPlaces(permutation(count, 3), 7, [0, 65_540]);
    for (const set of [rows, many]) {
      const lots = [...ascending(set, 1000)];
      expect(lots.slice(0, -1).every(({ length }) => length === 1000)).toBe(true);
      const all = lots.flatMap((lot) => [...lot]);
      expect(all).toEqual([...rowsFrom(set, 0, set.count)].toSorted((a, b) => a - b));
    }
  },
);

test("of all rows there is no other order", () => {
  expect([...ascending(allRows(5), 2)].map((lot) => [...lot])).toEqual([[0, 1], [2, 3], [4]]);
});
