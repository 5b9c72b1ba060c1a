import { describe, expect, it } from "vitest";
import { outlines, SHAPES, type Outline } from "./outline.ts";

const GRID = Array.from({ length: 81 }, (_, index) => (index - 40) / 32);
const points = GRID.flatMap((y) => GRID.map((x) => [x, y] as const));

/** Largest part of the plane that a turn by `degrees` clockwise moves from inside to outside or back. */
function changed(outline: Outline, degrees: number): number {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const turned = points.filter(
    ([x, y]) => outline(x, y) < 0 !== outline(x * cosine - y * sine, x * sine + y * cosine) < 0,
  );
  return turned.length / points.filter(([x, y]) => outline(x, y) < 0).length;
}

describe.each(SHAPES)("%s", (name) => {
  const outline = outlines[name];

  it("has the unit circle as its circumscribed circle", () => {
    const radii = points.filter(([x, y]) => outline(x, y) < 0).map(([x, y]) => Math.hypot(x, y));
    expect(Math.max(...radii)).toBeLessThanOrEqual(1);
    expect(Math.max(...radii)).toBeGreaterThan(0.93);
    const onCircle = Array.from({ length: 720 }, (_, half) => (half * Math.PI) / 360).filter(
      (angle) => outline(Math.sin(angle), Math.cos(angle)) < 0.003,
    );
    const gaps = onCircle.map(
      (angle, index) => (onCircle[index + 1] ?? (onCircle[0] ?? 0) + 2 * Math.PI) - angle,
    );
    expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.PI + 0.02);
  });

  it("stands upright: its left mirrors its right", () => {
    for (const [x, y] of points) expect(outline(-x, y)).toBeCloseTo(outline(x, y), 9);
  });

  it("never changes faster than the distance", () => {
    for (const [x, y] of points.filter(([x, y]) => Math.abs(outline(x, y)) < 0.2)) {
      expect(Math.abs(outline(x + 0.01, y) - outline(x, y))).toBeLessThan(0.0125);
    }
  });

  it("shows every turn of up to 60°", () => {
    for (const degrees of [5, 10, 20, 30, 40, 50, 60]) {
      expect(changed(outline, degrees), `${degrees}°`).toBeGreaterThan(0.03);
    }
  });
});

it.each([
  ["square", 90],
  ["ellipse", 180],
  ["triangle", 120],
  ["star", 72],
  ["cross", 90],
  ["arrow", 360],
] as const)("a %s repeats after %i°", (name, period) => {
  expect(changed(outlines[name], period)).toBeLessThan(0.02);
});

it("measures distances exactly beside a straight edge and a corner", () => {
  const half = Math.SQRT1_2;
  expect(outlines.square(half + 0.25, 0)).toBeCloseTo(0.25, 12);
  expect(outlines.square(0, 0)).toBeCloseTo(-half, 12);
  expect(outlines.square(half + 0.3, half + 0.4)).toBeCloseTo(0.5, 12);
  expect(outlines.ellipse(0, 1)).toBeCloseTo(0, 12);
  expect(outlines.ellipse(0.55, 0)).toBeCloseTo(0, 12);
});
