import { describe, expect, test } from "vitest";
import { image, numeric } from "@polyhead/spec";
import "../balancing/testing/all-close.ts";
import { randomSource, type Random } from "../data/random.ts";
import type { Picture, PictureAugmentation } from "./augmentation.ts";
import { checkAugmentations } from "./check-augmentations.ts";
import { colorJitter } from "./color-jitter.ts";
import { crop } from "./crop.ts";
import { cutout } from "./cutout.ts";
import { flip } from "./flip.ts";
import { mixup } from "./mixup.ts";

const random = (seed = 0): Random => randomSource(seed, "test");

function pictureOf(height: number, width: number, channels: number): Picture {
  const pixels = Float32Array.from({ length: height * width * channels }, (_, at) => at % 256);
  return { height, width, channels, pixels, mean: Array.from({ length: channels }, () => 200.5) };
}

function after(augmentation: PictureAugmentation, picture: Picture, seed = 0): number[] {
  augmentation.apply(picture, random(seed));
  return [...picture.pixels];
}

describe("flip", () => {
  test("exchanges left and right, whole pixels", () => {
    expect(after(flip({ probability: 1 }), pictureOf(2, 3, 2))).toEqual([
      4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7,
    ]);
  });

  test("exchanges above and below", () => {
    const vertical = flip({ axis: "vertical", probability: 1 });
    expect(after(vertical, pictureOf(3, 2, 1))).toEqual([4, 5, 2, 3, 0, 1]);
  });

  test("as often as it is told", () => {
    const own = random();
    let flipped = 0;
    for (let count = 0; count < 1000; count++) {
      const picture = pictureOf(1, 2, 1);
      flip({ probability: 0.3 }).apply(picture, own);
      flipped += picture.pixels[0]!;
    }
    expect(flipped / 1000).toBeCloseTo(0.3, 1);
  });
});

test("crop moves the picture by up to the padding, every way, and fills with the mean", () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const picture = pictureOf(5, 5, 1);
    const pixels = after(crop({ padding: 1 }), picture, seed);
    // The middle pixel was 12; rows are 5 long.
    const move = pixels[12]! - 12;
    const [right, down] = [((move + 7) % 5) - 2, Math.round(move / 5)];
    seen.add(`${right},${down}`);
    const outside = pixels.filter((value) => value === 200.5).length;
    expect(outside).toBe(25 - (5 - Math.abs(right)) * (5 - Math.abs(down)));
  }
  expect(seen.size).toBe(9);
});

test("cutout paints one square over, in part outside at times", () => {
  const painted = new Set<number>();
  for (let seed = 0; seed < 400; seed++) {
    const pixels = after(cutout({ size: 2 }), pictureOf(4, 4, 3), seed);
    painted.add(pixels.filter((value) => value === 200.5).length / 3);
  }
  expect([...painted].toSorted((a, b) => a - b)).toEqual([1, 2, 4]);
});

describe("color jitter", () => {
  const only = (name: "brightness" | "contrast" | "saturation"): PictureAugmentation =>
    colorJitter({ brightness: 0, contrast: 0, saturation: 0, [name]: 0.5 });
  const pixels = [10, 20, 60, 40, 30, 20];
  const picture = (): Picture => ({ ...pictureOf(1, 2, 3), pixels: Float32Array.from(pixels) });
  const grey = (rgb: readonly number[]): number => 0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!;

  test("of brightness keeps the colours' ratios", () => {
    const changed = after(only("brightness"), picture());
    const factor = changed[0]! / 10;
    expect(factor).not.toBeCloseTo(1, 2);
    expect(changed).toBeAllClose(
      pixels.map((value) => value * factor),
      { rtol: 1e-6 },
    );
  });

  test("of contrast keeps the mean grey", () => {
    const changed = after(only("contrast"), picture());
    expect(changed[0]).not.toBeCloseTo(10, 1);
    const mean = (values: readonly number[]): number => (grey(values) + grey(values.slice(3))) / 2;
    expect(mean(changed)).toBeCloseTo(mean(pixels), 4);
  });

  test("of saturation keeps each pixel's grey", () => {
    const changed = after(only("saturation"), picture());
    expect(changed[0]).not.toBeCloseTo(10, 1);
    for (const at of [0, 3]) expect(grey(changed.slice(at))).toBeCloseTo(grey(pixels.slice(at)), 4);
  });

  test("stays within 0 to 255 and leaves alpha", () => {
    const rgba = { ...pictureOf(1, 2, 4), pixels: Float32Array.of(250, 0, 255, 9, 255, 255, 1, 200) };
    for (let seed = 0; seed < 50; seed++)
      colorJitter({ brightness: 1, contrast: 1, saturation: 1 }).apply(rgba, random(seed));
    expect(Math.max(...rgba.pixels)).toBeLessThanOrEqual(255);
    expect(Math.min(...rgba.pixels)).toBeGreaterThanOrEqual(0);
    expect([rgba.pixels[3], rgba.pixels[7]]).toEqual([9, 200]);
  });
});

test("mixup's shares have the moments of Beta(α, α)", () => {
  for (const alpha of [0.2, 1]) {
    const own = random(1);
    const shares = Array.from({ length: 5000 }, () => mixup({ alpha }).share(own));
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance / (1 / (4 * (2 * alpha + 1)))).toBeCloseTo(1, 1);
  }
});

test.each([
  [(): unknown => flip({ probability: 2 }), "flip({ probability }) should be from 0 to 1"],
  [(): unknown => flip({ axis: "diagonal" as "vertical" }), "horizontal or vertical"],
  [(): unknown => crop({ padding: 0 }), "crop({ padding })"],
  [(): unknown => cutout({ size: 1.5 }), "cutout({ size })"],
  [(): unknown => mixup({ alpha: 0 }), "above 0"],
  [(): unknown => colorJitter({ hue: 1 } as object), "has no option `hue`"],
])("refuses options that are wrong", (make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ code: "config-invalid", message: expect.stringContaining(message) as string }),
  );
});

test("refuses augmentations that the inputs have no use for", () => {
  const numbers = { inputs: { x: numeric({ columns: ["a"] }) }, tasks: {} };
  const pictures = { inputs: { x: image({ height: 2, width: 2 }) }, tasks: {} };
  expect(() => checkAugmentations([flip()], numbers)).toThrow("has flip(), and the model has no picture");
  expect(() => checkAugmentations([mixup(), mixup()], pictures)).toThrow("one is enough");
  for (const shape of [numbers, pictures]) checkAugmentations([mixup()], shape);
});
