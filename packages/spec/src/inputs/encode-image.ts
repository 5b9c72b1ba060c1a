// H height, W width, C channels of the model's input; c channels of the given picture.
import { PolyheadError } from "../error.ts";
import type { FittedInput } from "../manifest.ts";
import type { ImageInput } from "./image.ts";
import type { InputKind } from "./input-kind.ts";
import { refuseValue } from "./refuse-value.ts";

export type PixelArray = Uint8Array | Uint8ClampedArray | Float32Array;

/** A decoded picture, `[height, width, channels]` row-major, values 0 to 255; `ImageData` is one (RGBA). */
export interface Pixels {
  readonly data: PixelArray;
  readonly width: number;
  readonly height: number;
  /** found from the length of `data` when left out */
  readonly channels?: number;
}

/** A PNG or JPEG file: its path, or its bytes. Only Node decodes these, through the optional package `sharp`. */
export type EncodedImage = string | Uint8Array;

export const imageKind: InputKind<ImageInput, Extract<FittedInput, { kind: "image" }>> = {
  type: "float32",
  shape: ({ height, width, channels }) => [height, width, channels],
  encode(spec, value, name, target, offset) {
    if (typeof value !== "object" || value === null) refuseValue(name, "an image", value);
    if (isPixelArray(value) || isPixels(value))
      return encodeImage(spec, value, name, target as Float32Array, offset);
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should be an image: ImageData, { data, width, height } or a typed array of ${spec.height * spec.width * spec.channels} values.`,
      { details: { input: name } },
    );
  },
};

/**
 * Writes one picture as `[H, W, C]` floats 0 to 255 into `target` at `offset`.
 *
 * Alpha is dropped when the model has no use for it; RGB becomes grey by ITU-R BT.601 luma, rounded where pixels are
 * bytes; grey is repeated for RGB.
 *
 * @param name the input's name, for errors
 * @throws PolyheadError `input-invalid` for another size, a length that fits no channel count, or a NaN
 */
export function encodeImage(
  spec: ImageInput,
  value: Pixels | PixelArray,
  name: string,
  target: Float32Array | Uint8Array,
  offset: number,
): void {
  const pixels = asPixels(spec, value, name);
  const channels = channelsOf(pixels, name);
  if (pixels.width !== spec.width || pixels.height !== spec.height) {
    throw mismatch(spec, name, `${pixels.width}×${pixels.height}`, {
      width: pixels.width,
      height: pixels.height,
    });
  }
  const { data } = pixels;
  if (data instanceof Float32Array) checkFinite(data, name);
  const count = spec.height * spec.width;
  if (channels === spec.channels) {
    target.set(data, offset);
    return;
  }
  const convert = conversion(channels, spec.channels);
  for (let pixel = 0; pixel < count; pixel++) {
    convert(data, pixel * channels, target, offset + pixel * spec.channels);
  }
}

function asPixels(spec: ImageInput, value: Pixels | PixelArray, name: string): Pixels {
  if (!ArrayBuffer.isView(value)) return value;
  const expected = spec.height * spec.width * spec.channels;
  if (value.length !== expected)
    throw mismatch(spec, name, `${value.length} values`, { length: value.length });
  return { data: value, width: spec.width, height: spec.height, channels: spec.channels };
}

function channelsOf(pixels: Pixels, name: string): number {
  const channels = pixels.channels ?? pixels.data.length / (pixels.width * pixels.height);
  if (![1, 3, 4].includes(channels) || pixels.data.length !== pixels.width * pixels.height * channels) {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should hold width × height × channels values with 1, 3 or 4 channels; received ${pixels.data.length} values for ${pixels.width}×${pixels.height}.`,
      { details: { input: name, length: pixels.data.length, width: pixels.width, height: pixels.height } },
    );
  }
  return channels;
}

function mismatch(
  spec: ImageInput,
  name: string,
  received: string,
  details: Record<string, unknown>,
): PolyheadError {
  return new PolyheadError(
    "input-invalid",
    `Input "${name}" should be an image of ${spec.width}×${spec.height} pixels with ${spec.channels} channel${spec.channels === 1 ? "" : "s"}; received ${received}. Resize it first.`,
    { details: { input: name, expected: spec, ...details } },
  );
}

function checkFinite(data: Float32Array, name: string): void {
  for (let index = 0; index < data.length; index++) {
    if (Number.isFinite(data[index])) continue;
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should hold finite pixel values; received ${data[index]} at index ${index}.`,
      { details: { input: name, index } },
    );
  }
}

type ConvertPixel = (from: PixelArray, at: number, to: Float32Array | Uint8Array, offset: number) => void;

function conversion(from: number, to: number): ConvertPixel {
  if (from === 1) return repeatGrey(to);
  return to === 1 ? toGrey : copyChannels(Math.min(from, to), to);
}

const toGrey: ConvertPixel = (from, at, to, offset) => {
  const [red = 0, green = 0, blue = 0] = [from[at], from[at + 1], from[at + 2]];
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  to[offset] = from instanceof Float32Array ? luma : Math.round(luma);
};

function repeatGrey(channels: number): ConvertPixel {
  return (from, at, to, offset) => {
    for (let channel = 0; channel < channels; channel++)
      to[offset + channel] = channel < 3 ? (from[at] ?? 0) : 255;
  };
}

function copyChannels(shared: number, channels: number): ConvertPixel {
  return (from, at, to, offset) => {
    for (let channel = 0; channel < channels; channel++) {
      to[offset + channel] = channel < shared ? (from[at + channel] ?? 0) : 255;
    }
  };
}

function isPixelArray(value: unknown): value is PixelArray {
  return value instanceof Uint8Array || value instanceof Uint8ClampedArray || value instanceof Float32Array;
}

function isPixels(value: unknown): value is Pixels {
  if (typeof value !== "object" || value === null) return false;
  const { data, width, height } = value as Partial<Pixels>;
  return (
    isPixelArray(data) &&
    Number.isInteger(width) &&
    Number.isInteger(height) &&
    (width ?? 0) > 0 &&
    (height ?? 0) > 0
  );
}
