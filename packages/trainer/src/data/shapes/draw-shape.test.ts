import { describe, expect, it } from "vitest";
import { randomSource } from "../random.ts";
import { drawShape } from "./draw-shape.ts";
import { SHAPES } from "./outline.ts";
import { sampleScene, type Scene } from "./scene.ts";

const plain: Scene = {
  shape: "square",
  color: "red",
  size: 50,
  angle: 0,
  centerX: 0.5,
  centerY: 0.5,
  fill: [255, 0, 0],
  background: [
    [0, 0, 0],
    [0, 0, 0],
  ],
  noise: 0,
};
const random = randomSource(0, "draw");

/** Red of a scene on black, 0 to 1: coverage. `[side][side]` */
function coverage(scene: Scene, side: number): number[][] {
  const pixels = drawShape(scene, side, random);
  return Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => (pixels[(row * side + column) * 3] ?? 0) / 255),
  );
}

const total = (rows: readonly (readonly number[])[]): number =>
  rows.flat().reduce((sum, value) => sum + value, 0);

/** Pixels from the middle to an arrow's tip, to the right. */
function tip(angle: number): number {
  const rows = coverage({ ...plain, shape: "arrow", size: 90, angle }, 64);
  const row = rows.find((row) => row.some((value) => value > 0.3)) ?? [];
  return total([row.map((value, column) => value * (column + 0.5 - 32))]) / total([row]);
}

describe("drawShape", () => {
  it.each([16, 32, 96])("covers the shape's area at %i pixels", (side) => {
    const radius = side / 4;
    expect(total(coverage(plain, side)) / (2 * radius ** 2)).toBeCloseTo(1, 1);
    const ellipse = total(coverage({ ...plain, shape: "ellipse" }, side));
    expect(ellipse / (Math.PI * 0.55 * radius ** 2)).toBeCloseTo(1, 1);
  });

  it("smooths edges", () => {
    const values = coverage({ ...plain, angle: 17 }, 32).flat();
    expect(values.filter((value) => value > 0.05 && value < 0.95).length).toBeGreaterThan(20);
  });

  it("puts the center where the scene says, x from the left and y from the top", () => {
    const rows = coverage({ ...plain, centerX: 0.3, centerY: 0.6 }, 40);
    const weight = total(rows);
    const x = total(rows.map((row) => row.map((value, column) => value * (column + 0.5)))) / weight;
    const y = total(rows.map((row, index) => row.map((value) => value * (index + 0.5)))) / weight;
    expect(x / 40).toBeCloseTo(0.3, 3);
    expect(y / 40).toBeCloseTo(0.6, 3);
  });

  it("turns clockwise: an arrow's tip moves right", () => {
    expect(tip(0)).toBeCloseTo(0, 1);
    expect(tip(20)).toBeCloseTo(28.8 * Math.sin((20 * Math.PI) / 180), -1);
    expect(tip(20)).toBeGreaterThan(6);
    expect(tip(-20)).toBeLessThan(-6);
  });

  it("adds noise up to the amplitude, around the picture", () => {
    const grey = [128, 128, 128] as const;
    const scene: Scene = { ...plain, fill: grey, background: [grey, grey], noise: 20 };
    const values = [...drawShape(scene, 64, random)];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(108);
    expect(Math.max(...values)).toBeLessThanOrEqual(148);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeCloseTo(128, 0);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.sqrt(variance)).toBeCloseTo(20 / Math.sqrt(6), 0);
  });

  it("keeps every sampled shape inside the picture", () => {
    for (let round = 0; round < 200; round++) {
      const scene: Scene = {
        ...sampleScene(random),
        fill: [255, 255, 255],
        background: plain.background,
        noise: 0,
      };
      const border = coverage(scene, 33).flatMap((row, index) =>
        index === 0 || index === 32 ? row : [row[0] ?? 0, row[32] ?? 0],
      );
      expect(total([border])).toBeLessThan(12);
      expect(Math.abs(0.5 - scene.centerX)).toBeLessThanOrEqual(0.5 - scene.size / 200);
      expect(Math.abs(0.5 - scene.centerY)).toBeLessThanOrEqual(0.5 - scene.size / 200);
    }
  });

  it("draws every kind of shape", () => {
    const areas = SHAPES.map((shape) => total(coverage({ ...plain, shape }, 64)));
    expect(new Set(areas.map(Math.round)).size).toBe(SHAPES.length);
  });
});
