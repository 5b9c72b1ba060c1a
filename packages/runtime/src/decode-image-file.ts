import { readFile } from "node:fs/promises";
import { messageOf, PolyheadError, type ImageInput, type Pixels } from "@polyhead/spec";
import { isImageFile } from "./encoded-image.ts";
import type { Resize } from "./load-options.ts";

/**
 * Decodes a PNG or JPEG, upright by its EXIF orientation, through the optional package `sharp`.
 *
 * @param image its path or its bytes
 * @param resize how another size becomes the model's; undefined refuses it
 * @throws PolyheadError `file-missing`, `input-invalid`, `package-missing`
 */
export async function decodeImageFile(
  spec: ImageInput,
  image: string | Uint8Array,
  name: string,
  resize: Resize | undefined,
): Promise<Pixels> {
  const bytes = typeof image === "string" ? await readImage(image, name) : image;
  const what = typeof image === "string" ? `the file ${image}` : "the image";
  if (!isImageFile(bytes)) throw invalid(name, `should be a PNG or JPEG; ${what} is neither`);
  const sharp = await importSharp();
  const pixels = await decode(sharp, spec, bytes, resize).catch((cause: unknown) => {
    throw invalid(name, `should be a whole image; ${what} does not decode (${messageOf(cause)})`, cause);
  });
  if (pixels.width !== spec.width || pixels.height !== spec.height) {
    throw invalid(
      name,
      `should be an image of ${spec.width}×${spec.height} pixels; ${what} has ${pixels.width}×${pixels.height}. Load the model with \`resize\` ("cover", "contain" or "fill") to have it resized`,
    );
  }
  return pixels;
}

type Sharp = (typeof import("sharp"))["default"];

/** sRGB, three channels or four with alpha, whatever the file holds. */
async function decode(
  sharp: Sharp,
  { width, height }: ImageInput,
  bytes: Uint8Array,
  resize: Resize | undefined,
): Promise<Pixels> {
  const image = sharp(bytes).autoOrient();
  if (resize !== undefined) image.resize(width, height, { fit: resize });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

async function importSharp(): Promise<Sharp> {
  try {
    return (await import("sharp")).default;
  } catch (cause) {
    throw new PolyheadError(
      "package-missing",
      "Reading PNG and JPEG files needs the package sharp, which is not installed here: `npm install sharp`, or pass decoded pixels.",
      { details: { package: "sharp" }, cause },
    );
  }
}

async function readImage(path: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") {
      throw invalid(name, `should be a file that can be read; ${path} is not (${messageOf(cause)})`, cause);
    }
    throw new PolyheadError("file-missing", `The image file ${path} for input "${name}" does not exist.`, {
      details: { input: name, path },
      cause,
    });
  }
}

function invalid(name: string, fault: string, cause?: unknown): PolyheadError {
  return new PolyheadError("input-invalid", `Input "${name}" ${fault}.`, { details: { input: name }, cause });
}
