import type { Random } from "../random.ts";
import { COLORS, sampleColor, sampleGrey, type Color, type ColorName } from "./color.ts";
import { SHAPES, type ShapeName } from "./outline.ts";

/** Smallest and largest `size` of a shape. */
const SIZE_RANGE = [40, 90] as const;
/** Largest `angle` either way: less than half of 72°, the star's period, so that a picture has one right answer. */
const MAX_ANGLE = 30;
/** Strongest noise, in pixel values either way. */
const MAX_NOISE = 24;

/** What a picture shows, before it is drawn; lengths are parts of the picture's side. */
export interface Scene {
  readonly shape: ShapeName;
  readonly color: ColorName;
  /** diameter of the shape's circumscribed circle, in percent of the picture's side */
  readonly size: number;
  /** degrees clockwise from upright */
  readonly angle: number;
  /** of the circumscribed circle, from the left */
  readonly centerX: number;
  /** of the circumscribed circle, from the top */
  readonly centerY: number;
  readonly fill: Color;
  /** the background runs from the first color, at the top left, to the second */
  readonly background: readonly [Color, Color];
  /** largest noise on a pixel value, either way */
  readonly noise: number;
}

/** A scene with every property uniform in its range, the whole shape inside the picture. */
export function sampleScene(random: Random): Scene {
  const shape = SHAPES[random.integer(SHAPES.length)] ?? SHAPES[0];
  const color = COLORS[random.integer(COLORS.length)] ?? "red";
  const size = random.uniform(...SIZE_RANGE);
  const radius = size / 200;
  return {
    shape,
    color,
    size,
    angle: random.uniform(-MAX_ANGLE, MAX_ANGLE),
    centerX: random.uniform(radius, 1 - radius),
    centerY: random.uniform(radius, 1 - radius),
    fill: sampleColor(color, random),
    background: [sampleGrey(random), sampleGrey(random)],
    noise: random.uniform(0, MAX_NOISE),
  };
}
