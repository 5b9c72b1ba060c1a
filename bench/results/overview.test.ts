import { expect, test } from "vitest";
import { overview } from "./overview.ts";
import { benchmarks, combinationsOf } from "./setting.ts";
import type { Summary } from "./summary.ts";

const [benchmark] = benchmarks;

/** Soft sharing refuses one method; all else of a kind is alike, but for what `of` says. */
function rowsOf(of: (one: Summary) => Partial<Summary>): string[][] {
  const models = combinationsOf(benchmark!).map((combination): Summary => {
    const one = { ...combination, seeds: 3, metrics: {}, parameters: 100, milliseconds: 2 };
    if (one.sharing === "soft" && one.balancing === "pcgrad")
      return { ...one, seeds: 0, refused: "no shared variable" };
    return { ...one, ...(one.task === undefined && { delta: { mean: -1 } }), ...of(one) };
  });
  const lines = overview([{ benchmark: benchmark!, models }]).split("\n");
  return lines.map((line) => line.split("|").map((cell) => cell.trim()));
}

function row(rows: readonly string[][], name: string): string[] {
  return rows.find((cells) => cells[1] === name)!.slice(2, -1);
}

test("ways of sharing are compared over the methods that all of them allow", () => {
  const rows = rowsOf(({ balancing, task }) =>
    task === undefined ? { delta: { mean: balancing === "pcgrad" ? -50 : -2 } } : {},
  );
  expect(row(rows, "hard")).toEqual(["−2.0", "1.0 ×", "1.0 ×"]);
  expect(row(rows, "soft")).toEqual(["−2.0", "1.0 ×", "1.0 ×"]);
  expect(row(rows, "pcgrad")[0]).toBe("−50.0");
});

test("methods are compared over the ways of sharing that allow all of them", () => {
  const rows = rowsOf(({ sharing, task }) =>
    task === undefined ? { delta: { mean: sharing === "soft" ? 50 : -2 } } : {},
  );
  expect(row(rows, "equal")).toEqual(["−2.0", "1.0 ×"]);
  expect(row(rows, "soft")[0]).toBe("50.0");
});

test("parameters and times are multiples of hard sharing's, of single-task models all together", () => {
  const rows = rowsOf(({ sharing, balancing, task }) => ({
    ...(sharing === "mmoe" && { parameters: 450 }),
    ...(task === undefined && balancing === "famo" && { milliseconds: 3 }),
  }));
  expect(row(rows, "one each")).toEqual(["0", "4.0 ×", "4.0 ×"]);
  expect(row(rows, "mmoe")[1]).toBe("4.5 ×");
  expect(row(rows, "famo")[1]).toBe("1.5 ×");
});

test("what is not measured yet is left out", () => {
  const rows = rowsOf(
    ({ sharing }) =>
      (sharing === "ple" ? { delta: undefined, milliseconds: undefined } : {}) as Partial<Summary>,
  );
  expect(row(rows, "ple")).toEqual(["", "1.0 ×", ""]);
});
