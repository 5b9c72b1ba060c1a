import { knownOptions } from "../model/known-options.ts";
import { wholeNumber } from "../model/check-option.ts";
import type { PictureAugmentation } from "./augmentation.ts";

/**
 * Paints a square of `size` pixels over in the mean colour, anywhere in the picture, also partly outside. Leave it out where a
 * label can be seen in one small spot alone.
 *
 * DeVries and Taylor 2017, "Improved Regularization of Convolutional Neural Networks with Cutout" (16 pixels on CIFAR-10).
 *
 * @throws PolyheadError `config-invalid`
 */
export function cutout(options: { readonly size: number }): PictureAugmentation {
  knownOptions(options, ["size"], "cutout()");
  const size = wholeNumber("cutout({ size })", options.size, 1);
  return {
    kind: "picture",
    name: "cutout",
    options,
    apply({ height, width, channels, pixels, mean }, random) {
      const top = random.integer(height) - Math.floor(size / 2);
      const left = random.integer(width) - Math.floor(size / 2);
      for (let row = Math.max(0, top); row < Math.min(height, top + size); row++) {
        for (let column = Math.max(0, left); column < Math.min(width, left + size); column++)
          pixels.set(mean, (row * width + column) * channels);
      }
    },
  };
}
