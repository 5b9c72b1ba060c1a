import {
  classification,
  image,
  MAX_IMAGE_SIDE,
  PolyheadError,
  regression,
  type ClassificationTask,
  type Example,
  type ImageInput,
  type RegressionTask,
} from "@polyhead/spec";
import { randomSource } from "../random.ts";
import type { FixedSource } from "../source.ts";
import { COLORS, type ColorName } from "./color.ts";
import { drawShape } from "./draw-shape.ts";
import { SHAPES, type ShapeName } from "./outline.ts";
import { sampleScene } from "./scene.ts";

/** Smallest picture in which the shapes can be told apart, in pixels. */
const MIN_SHAPES_SIDE = 16;

/** What is drawn. */
export interface ShapesOptions {
  /** training examples */
  readonly count: number;
  /** test examples; no test split when left out */
  readonly testCount?: number;
  /** height and width of the pictures in pixels, 32 by default */
  readonly size?: number;
  /** 0 by default */
  readonly seed?: number;
}

/**
 * What there is to predict from a picture of `shapes`.
 *
 * `size` is the diameter of the shape's circumscribed circle in percent of the picture's side, 40 to 90. `angle` is the
 * turn clockwise from upright in degrees, −30 to 30: within less than half of every shape's rotational symmetry (72° for
 * the star), so that each picture has one right answer.
 */
export const shapesTasks: {
  readonly shape: ClassificationTask<ShapeName>;
  readonly color: ClassificationTask<ColorName>;
  readonly size: RegressionTask;
  readonly angle: RegressionTask;
} = {
  shape: classification({ classes: SHAPES }),
  color: classification({ classes: COLORS }),
  size: regression({ unit: "%" }),
  angle: regression({ unit: "°" }),
};

/** The input that `shapes` of this size yields: `size` × `size` RGB, 32 by default. */
export function shapesInput(size = 32): ImageInput {
  return image({ height: size, width: size });
}

/**
 * Draws a data set: pictures of one filled shape on a noisy background, `inputs: { image: [size, size, 3] }` as a
 * `Uint8Array`, `labels: { shape, color, size, angle }`.
 *
 * Example i of a split depends on `seed`, the split and i alone, so a smaller set is the start of a larger one.
 *
 * @throws PolyheadError `config-invalid`
 */
export function shapes({ count, testCount, size = 32, seed = 0 }: ShapesOptions): FixedSource {
  check("count", count, 1, Number.MAX_SAFE_INTEGER);
  check("size", size, MIN_SHAPES_SIDE, MAX_IMAGE_SIDE);
  check("seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const source: FixedSource = { name: "shapes", train: () => stream("train", count, size, seed) };
  if (testCount === undefined) return source;
  check("testCount", testCount, 1, Number.MAX_SAFE_INTEGER);
  return { ...source, test: () => stream("test", testCount, size, seed) };
}

async function* stream(split: string, count: number, side: number, seed: number): AsyncGenerator<Example> {
  for (let index = 0; index < count; index++) {
    const random = randomSource(seed, "shapes", split, index);
    const scene = sampleScene(random);
    const { shape, color, size, angle } = scene;
    yield { inputs: { image: drawShape(scene, side, random) }, labels: { shape, color, size, angle } };
  }
}

function check(option: keyof ShapesOptions, value: number, minimum: number, maximum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    throw new PolyheadError(
      "config-invalid",
      `shapes(): \`${option}\` should be a whole number from ${minimum} to ${maximum}; received ${value}.`,
      { details: { option, value, minimum, maximum } },
    );
  }
}
