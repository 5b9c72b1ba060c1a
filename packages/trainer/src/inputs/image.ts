import { encodeImage, inputSize, type FittedInput, type ImageInput, type Pixels } from "@polyhead/spec";
import type { InputKind } from "./input-kind.ts";
import { encodedRow } from "./encoded-row.ts";
import { fitNormalizer, standardized } from "./standardized.ts";

type FittedImage = Extract<FittedInput, { kind: "image" }>;

/** Kept as bytes where it is bytes; standardized by channel. */
export const imageKind: InputKind<ImageInput, FittedImage> = {
  column(spec, name) {
    const size = inputSize(spec);
    return {
      row(value) {
        if (isBytes(value)) {
          const bytes = new Uint8Array(size);
          encodeImage(spec, value, name, bytes, 0);
          return bytes;
        }
        return encodedRow(unfitted(spec), value, name);
      },
      fit: (image) => fitNormalizer(image.channels, (normalizer) => ({ ...image, normalizer })),
      tensor: ({ normalizer, height, width, channels }, rows) =>
        standardized(rows, normalizer, [height, width, channels]),
    };
  },
};

/** What encodes pixels as they are. */
function unfitted(spec: ImageInput): FittedImage {
  return { ...spec, normalizer: { mean: [], std: [] } };
}

function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray | (Pixels & { data: Uint8Array }) {
  if (typeof value !== "object" || value === null) return false;
  const data = ArrayBuffer.isView(value) ? value : (value as Partial<Pixels>).data;
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray;
}
