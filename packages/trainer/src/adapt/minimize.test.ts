import { expect, test } from "vitest";
import { minimize, type Slope } from "./minimize.ts";

/** `Σ scale_i · (x_i − i)²`. */
function bowl(scales: readonly number[]) {
  return async (point: Float64Array): Promise<Slope> => ({
    value: point.reduce((sum, x, at) => sum + (scales[at] ?? 0) * (x - at) ** 2, 0),
    gradient: point.map((x, at) => 2 * (scales[at] ?? 0) * (x - at)),
  });
}

/** Rosenbrock 1960: a curved valley with its minimum at (1, 1). */
async function valley([x = 0, y = 0]: Float64Array): Promise<Slope> {
  return {
    value: (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)),
  };
}

test("finds the minimum of a bowl whose axes differ a thousandfold", async () => {
  const start = new Float64Array(4);
  const found = await minimize(start, bowl([1, 1000, 30, 5]), 1e-14);
  expect([...found].map((x) => Math.round(x * 1e4) / 1e4)).toEqual([0, 1, 2, 3]);
  expect(start).toEqual(new Float64Array(4));
});

test("follows a curved valley to its end", async () => {
  const found = await minimize(Float64Array.of(-1.2, 1), valley, 1e-14);
  expect(found[0]).toBeCloseTo(1, 4);
  expect(found[1]).toBeCloseTo(1, 4);
});

test("never ends higher than it was, and stays at a minimum", async () => {
  const start = Float64Array.of(-1.2, 1);
  const first = await valley(start);
  const once = await minimize(start, valley, 0, 1);
  expect((await valley(once)).value).toBeLessThan(first.value);
  expect(await minimize(Float64Array.of(1, 1), valley, 0)).toEqual(Float64Array.of(1, 1));
});
