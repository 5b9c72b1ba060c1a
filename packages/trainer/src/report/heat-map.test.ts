import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { drawHeatMap, type HeatMap } from "./heat-map.ts";

function draw(map: Partial<HeatMap>): Document {
  const given = { title: "<map>", quantity: "share", rows: ["a"], columns: ["x"], values: [[1]], ...map };
  return parseHTML(`<body>${drawHeatMap(given)}</body>`).document;
}
const texts = (document: Document, label: string): unknown[] =>
  [...document.querySelectorAll(`[aria-label="${label}"] text`)].map((text) => text.textContent);

test("has a cell with its number for every value, orange below 0, the denser the larger", () => {
  const document = draw({ rows: ["a", "b"], columns: ["x", "y"], values: [[0.5, -1], [null, 0]] }); // prettier-ignore
  expect(texts(document, "text")).toEqual([".50", "−1.00", "0"]);
  const cells = [...document.querySelectorAll('[aria-label="cell"] rect')];
  expect(cells.map((cell) => cell.getAttribute("fill"))).toEqual(["#3b82f6", "#f97316", "#3b82f6"]);
  expect(cells.map((cell) => Number(cell.getAttribute("fill-opacity")))).toEqual([
    expect.closeTo(0.38),
    expect.closeTo(0.7),
    expect.closeTo(0.06),
  ]);
  expect(document.querySelector("h3")?.textContent).toBe("<map>");
});

test("shows small numbers as multiples of a power of ten, and says so", () => {
  const document = draw({ values: [[0.00123]] });
  expect(texts(document, "text")).toEqual(["1.2"]);
  expect(document.querySelector(".unit")?.textContent).toBe("share, in 10⁻³");
});

test("shortens long labels in the middle, and grows with the columns", () => {
  const columns = Array.from({ length: 20 }, (_, at) => `a-very-long-column ${at + 1}`);
  const document = draw({ columns, values: [columns.map(() => 1)] });
  expect(texts(document, "x-axis tick label")).toContain("…column 20");
  expect(Number(document.querySelector("svg")?.getAttribute("width"))).toBeGreaterThan(20 * 36);
});

test("draws nothing where there is no number", () => {
  expect(drawHeatMap({ title: "t", quantity: "q", rows: ["a"], columns: ["x"], values: [[null]] })).toBe("");
});
