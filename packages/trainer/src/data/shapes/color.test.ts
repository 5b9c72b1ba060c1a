import { expect, it } from "vitest";
import { randomSource } from "../random.ts";
import { COLORS, sampleColor, sampleGrey, type Color } from "./color.ts";

function hue([red, green, blue]: Color): number {
  return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180) / Math.PI;
}

function apart(one: number, other: number): number {
  return Math.abs(((one - other + 540) % 360) - 180);
}

const random = randomSource(0, "color");

it("keeps the classes apart: the gaps between classes are at least half as wide as the classes", () => {
  const classes = COLORS.map((name) => Array.from({ length: 40 }, () => hue(sampleColor(name, random))));
  for (const own of classes) {
    const others = classes.filter((hues) => hues !== own).flat();
    for (const value of own) {
      const furthest = Math.max(...own.map((other) => apart(value, other)));
      expect(furthest).toBeGreaterThan(5);
      expect(Math.min(...others.map((other) => apart(value, other)))).toBeGreaterThan(furthest / 2);
    }
  }
});

it("is the color of its name", () => {
  const [red, green, blue] = sampleColor("red", random);
  expect(red).toBeGreaterThan(2 * Math.max(green, blue));
  const [r, g, b] = sampleColor("blue", random);
  expect(b).toBeGreaterThan(Math.max(r, g));
});

it("keeps greys grey and everything from 0 to 255", () => {
  for (let round = 0; round < 1000; round++) {
    const grey = sampleGrey(random);
    expect(Math.max(...grey) - Math.min(...grey)).toBeLessThan(40);
    for (const value of [...grey, ...sampleColor("yellow", random)]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(255);
    }
  }
});
