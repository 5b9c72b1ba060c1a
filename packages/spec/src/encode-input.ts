import { encodeImage, type PixelArray, type Pixels } from "./encode-image.ts";
import { encodeNumeric } from "./encode-numeric.ts";
import { PolyheadError } from "./error.ts";
import type { InputSpec } from "./model-shape.ts";

/** What the encoders take: an image already decoded, or numbers. */
export type DecodedInput = Pixels | PixelArray | Readonly<Record<string, number>> | ArrayLike<number>;

/** The shape of one encoded example, without the batch dimension. */
export function inputShape(spec: InputSpec): readonly number[] {
  return spec.kind === "image" ? [spec.height, spec.width, spec.channels] : [spec.columns.length];
}

/** Values in one encoded example. */
export function inputSize(spec: InputSpec): number {
  return inputShape(spec).reduce((product, dimension) => product * dimension, 1);
}

/**
 * Writes one example's input into `target` at `offset`, as the graph takes it: the same code in training and serving.
 *
 * @throws PolyheadError `input-invalid`
 */
export function encodeInput(
  spec: InputSpec,
  value: DecodedInput,
  name: string,
  target: Float32Array,
  offset: number,
): void {
  if (typeof value !== "object" || value === null) {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should be ${spec.kind === "image" ? "an image" : "numbers"}; received ${value === null ? "null" : typeof value}.`,
      { details: { input: name } },
    );
  }
  if (spec.kind === "numeric") {
    encodeNumeric(spec, value as Readonly<Record<string, number>> | ArrayLike<number>, name, target, offset);
  } else if (isPixelArray(value) || isPixels(value)) {
    encodeImage(spec, value, name, target, offset);
  } else {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should be an image: ImageData, { data, width, height } or a typed array of ${inputSize(spec)} values.`,
      { details: { input: name } },
    );
  }
}

function isPixelArray(value: DecodedInput): value is PixelArray {
  return value instanceof Uint8Array || value instanceof Uint8ClampedArray || value instanceof Float32Array;
}

function isPixels(value: DecodedInput): value is Pixels {
  if (!("data" in value && "width" in value && "height" in value)) return false;
  const { data, width, height } = value as Pixels;
  return isPixelArray(data) && Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
}
