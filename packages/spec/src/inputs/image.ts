import * as v from "valibot";
import { validate } from "../validate.ts";

/** Largest height or width of an image input, in pixels. */
export const MAX_IMAGE_SIDE = 16_384;

/** A picture: `[batch, height, width, channels]`, pixel values 0 to 255. */
export interface ImageInput {
  readonly kind: "image";
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 red-green-blue, 4 with alpha */
  readonly channels: 1 | 3 | 4;
}

const side = v.pipe(
  v.number(),
  v.integer("should be a whole number of pixels"),
  v.minValue(1, "should be at least 1 pixel"),
  v.maxValue(MAX_IMAGE_SIDE, `should be at most ${MAX_IMAGE_SIDE} pixels`),
);

export const imageEntries: {
  kind: v.GenericSchema<"image">;
  height: v.GenericSchema<number>;
  width: v.GenericSchema<number>;
  channels: v.GenericSchema<1 | 3 | 4>;
} = {
  kind: v.literal("image"),
  height: side,
  width: side,
  channels: v.picklist([1, 3, 4], "should be 1 (grey), 3 (RGB) or 4 (RGBA)"),
};

/**
 * Declares a picture as input, `height` × `width` pixels; `channels` defaults to 3 (RGB).
 *
 * @throws PolyheadError `config-invalid`
 */
export function image(options: { height: number; width: number; channels?: 1 | 3 | 4 }): ImageInput {
  return validate(
    v.strictObject(imageEntries),
    { channels: 3, ...options, kind: "image" },
    "image()",
    "config-invalid",
  );
}
