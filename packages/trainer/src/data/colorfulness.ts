import { PolyheadError, type PixelArray } from "@polyhead/spec";

/**
 * How colourful people find a picture: M̂⁽³⁾ = σ_rgyb + 0.3 μ_rgyb over the opponent axes rg = R − G and
 * yb = ½(R + G) − B.
 *
 * About 0 for grey, 15 slightly, 33 moderately, 59 quite, 109 extremely colourful.
 *
 * Source: D. Hasler and S. Süsstrunk, "Measuring colourfulness in natural images", Human Vision and Electronic Imaging
 * VIII, SPIE 5007, 2003: the computationally efficient metric.
 *
 * @param pixels `[…, 3]`, sRGB values 0 to 255
 * @throws PolyheadError `input-invalid` where there are no whole RGB pixels
 */
export function colorfulness(pixels: PixelArray): number {
  const count = pixels.length / 3;
  if (count === 0 || !Number.isInteger(count)) {
    throw new PolyheadError(
      "input-invalid",
      `Colorfulness needs RGB pixels, 3 values each; received ${pixels.length} values.`,
      { details: { length: pixels.length } },
    );
  }
  let [rgSum, rgSquares, ybSum, ybSquares] = [0, 0, 0, 0];
  for (let at = 0; at < pixels.length; at += 3) {
    const red = pixels[at] ?? 0;
    const green = pixels[at + 1] ?? 0;
    const blue = pixels[at + 2] ?? 0;
    const rg = red - green;
    const yb = (red + green) / 2 - blue;
    rgSum += rg;
    rgSquares += rg * rg;
    ybSum += yb;
    ybSquares += yb * yb;
  }
  const mean = Math.hypot(rgSum, ybSum) / count;
  const variance = (rgSquares + ybSquares) / count - mean * mean;
  return Math.sqrt(Math.max(0, variance)) + 0.3 * mean;
}
