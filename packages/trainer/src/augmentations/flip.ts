import { knownOptions } from "../model/known-options.ts";
import { oneOf, share } from "../model/check-option.ts";
import type { Picture, PictureAugmentation } from "./augmentation.ts";

const AXES = ["horizontal", "vertical"] as const;

export interface FlipOptions {
  /** "horizontal", the default, exchanges left and right */
  readonly axis?: (typeof AXES)[number];
  /** how often; default 0.5 */
  readonly probability?: number;
}

/**
 * Mirrors pictures. Leave it out where a label depends on the side or the direction: angles, letters, positions.
 *
 * @throws PolyheadError `config-invalid`
 */
export function flip(options: FlipOptions = {}): PictureAugmentation {
  knownOptions(options, ["axis", "probability"], "flip()");
  const axis = oneOf("flip({ axis })", options.axis ?? "horizontal", AXES);
  const probability = share("flip({ probability })", options.probability ?? 0.5);
  return {
    kind: "picture",
    name: "flip",
    options,
    apply(picture, random) {
      if (random.uniform() >= probability) return;
      if (axis === "horizontal") exchangeColumns(picture);
      else exchangeRows(picture);
    },
  };
}

function exchangeColumns({ height, width, channels, pixels }: Picture): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width - 1 - column; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const left = (row * width + column) * channels + channel;
        const right = (row * width + width - 1 - column) * channels + channel;
        [pixels[left], pixels[right]] = [pixels[right]!, pixels[left]!];
      }
    }
  }
}

function exchangeRows({ height, width, channels, pixels }: Picture): void {
  const size = width * channels;
  for (let row = 0; row < height - 1 - row; row++) {
    const upper = pixels.slice(row * size, (row + 1) * size);
    const other = (height - 1 - row) * size;
    pixels.copyWithin(row * size, other, other + size);
    pixels.set(upper, other);
  }
}
