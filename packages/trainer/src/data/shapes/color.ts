import type { Random } from "../random.ts";

/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** The middle of each class's hues, in degrees. */
const HUES = { red: 0, orange: 30, yellow: 55, green: 120, cyan: 180, blue: 225, purple: 275, pink: 325 };

export type ColorName = keyof typeof HUES;
export const COLORS: readonly ColorName[] = Object.keys(HUES) as ColorName[];

/** A color of the class: hue ± 8°, saturation 0.7 to 1, lightness 0.42 to 0.6. */
export function sampleColor(name: ColorName, random: Random): Color {
  return fromHsl(HUES[name] + random.uniform(-8, 8), random.uniform(0.7, 1), random.uniform(0.42, 0.6));
}

/** A color close to grey: saturation below 0.15, lightness 0.1 to 0.9. */
export function sampleGrey(random: Random): Color {
  return fromHsl(random.uniform(0, 360), random.uniform(0, 0.15), random.uniform(0.1, 0.9));
}

/** CSS Color Module Level 4, §7.1: hue in degrees, saturation and lightness 0 to 1. */
function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const sector = (((offset + hue / 30) % 12) + 12) % 12;
    return 255 * (lightness - chroma * Math.max(-1, Math.min(sector - 3, 9 - sector, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
