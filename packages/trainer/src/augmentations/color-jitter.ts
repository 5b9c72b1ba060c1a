import { knownOptions } from "../model/known-options.ts";
import { share } from "../model/check-option.ts";
import type { Picture, PictureAugmentation } from "./augmentation.ts";

export interface ColorJitterOptions {
  /** pixels times 1 ± this at most; default 0.2 */
  readonly brightness?: number;
  /** distances from the picture's mean grey times 1 ± this at most; default 0.2 */
  readonly contrast?: number;
  /** distances from each pixel's grey times 1 ± this at most; default 0.2; without effect on grey pictures */
  readonly saturation?: number;
}

/** Of red, green and blue in grey (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

/**
 * Changes brightness, contrast and saturation, in this order, each by a factor drawn anew; alpha stays. Leave it out where a
 * label is a colour or a brightness.
 *
 * @throws PolyheadError `config-invalid`
 */
export function colorJitter(options: ColorJitterOptions = {}): PictureAugmentation {
  knownOptions(options, ["brightness", "contrast", "saturation"], "colorJitter()");
  const reach = (name: keyof ColorJitterOptions): number =>
    share(`colorJitter({ ${name} })`, options[name] ?? 0.2);
  const [brightness, contrast, saturation] = [reach("brightness"), reach("contrast"), reach("saturation")];
  return {
    kind: "picture",
    name: "colorJitter",
    options,
    apply(picture, random) {
      const factor = (by: number): number => random.uniform(1 - by, 1 + by);
      blend(picture, factor(brightness), () => 0);
      const mean = meanGrey(picture);
      blend(picture, factor(contrast), () => mean);
      const saturating = factor(saturation);
      if (picture.channels > 1) blend(picture, saturating, (pixel) => greyAt(picture, pixel));
    },
  };
}

/** Colours as far from what `from` gives of their pixel as `factor` says, within 0 to 255. */
function blend({ pixels, channels }: Picture, factor: number, from: (pixel: number) => number): void {
  for (let pixel = 0; pixel < pixels.length; pixel += channels) {
    const center = from(pixel);
    for (let channel = pixel; channel < pixel + Math.min(channels, 3); channel++)
      pixels[channel] = Math.min(255, Math.max(0, center + factor * (pixels[channel]! - center)));
  }
}

function greyAt({ pixels, channels }: Picture, pixel: number): number {
  if (channels === 1) return pixels[pixel]!;
  return GREY.reduce((sum, part, channel) => sum + part * pixels[pixel + channel]!, 0);
}

function meanGrey(picture: Picture): number {
  const { pixels, channels } = picture;
  let sum = 0;
  for (let pixel = 0; pixel < pixels.length; pixel += channels) sum += greyAt(picture, pixel);
  return (sum * channels) / pixels.length;
}
