import { readFile } from "node:fs/promises";
import { messageOf, PolyheadError, type DecodedInput, type ImageInput } from "@polyhead/spec";

/** How a picture of another size becomes the model's: cropped, padded with black, or stretched. */
export type Resize = "cover" | "contain" | "fill";

type Sharp = (typeof import("sharp"))["default"];

/**
 * Reads a PNG or JPEG as the pixels that the input takes, upright by its EXIF orientation, as the runtime does.
 *
 * @param picture its path or its bytes
 * @param resize how another size becomes the input's; undefined refuses it
 * @throws PolyheadError `data-invalid`, `package-missing`
 */
export async function decodePicture(
  { width, height }: ImageInput,
  picture: string | Uint8Array,
  resize: Resize | undefined,
): Promise<DecodedInput> {
  const what = typeof picture === "string" ? `the picture ${picture}` : "the picture";
  const sharp = await importSharp();
  try {
    const bytes = typeof picture === "string" ? await readFile(picture) : picture;
    const image = sharp(bytes).autoOrient();
    if (resize !== undefined) image.resize(width, height, { fit: resize });
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    if (info.width === width && info.height === height)
      return { data, width, height, channels: info.channels };
    throw new PolyheadError(
      "data-invalid",
      `${what} should have ${width}×${height} pixels; it has ${info.width}×${info.height}. Set the source's \`resize\` to "cover", "contain" or "fill"`,
    );
  } catch (cause) {
    if (cause instanceof PolyheadError) throw cause;
    throw new PolyheadError("data-invalid", `${what} should be a whole PNG or JPEG; ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function importSharp(): Promise<Sharp> {
  try {
    return (await import("sharp")).default;
  } catch (cause) {
    throw new PolyheadError(
      "package-missing",
      "Reading PNG and JPEG files needs the package sharp, which is not installed here: `npm install sharp`.",
      { details: { package: "sharp" }, cause },
    );
  }
}
