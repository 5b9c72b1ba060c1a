import { knownOptions } from "../model/known-options.ts";
import { wholeNumber } from "../model/check-option.ts";
import type { PictureAugmentation } from "./augmentation.ts";

/**
 * Pads pictures by `padding` pixels of the mean colour on every side, and cuts the old size out anywhere: moves them by up to
 * `padding` pixels. Leave it out where a label is a position.
 *
 * He et al. 2016, "Deep Residual Learning for Image Recognition", section 4.2 (4 pixels on CIFAR-10).
 *
 * @throws PolyheadError `config-invalid`
 */
export function crop(options: { readonly padding: number }): PictureAugmentation {
  knownOptions(options, ["padding"], "crop()");
  const padding = wholeNumber("crop({ padding })", options.padding, 1);
  return {
    kind: "picture",
    name: "crop",
    options,
    apply({ height, width, channels, pixels, mean }, random) {
      const down = random.integer(2 * padding + 1) - padding;
      const right = random.integer(2 * padding + 1) - padding;
      const before = pixels.slice();
      for (let at = 0; at < pixels.length; at++) {
        const channel = at % channels;
        const column = (Math.floor(at / channels) % width) + right;
        const row = Math.floor(at / channels / width) + down;
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        pixels[at] = inside ? before[(row * width + column) * channels + channel]! : mean[channel]!;
      }
    },
  };
}
