import { messageOf, PolyheadError, type DecodedInput, type Pixels } from "@polyhead/spec";
import sharp from "sharp";

/**
 * Writes a square RGB picture as a PNG file.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function writePicture(picture: DecodedInput | undefined, path: string): Promise<void> {
  const data = ArrayBuffer.isView(picture) ? picture : (picture as Pixels).data;
  const side = Math.sqrt((data as Uint8Array).length / 3);
  try {
    await sharp(data as Uint8Array, { raw: { width: side, height: side, channels: 3 } }).toFile(path);
  } catch (cause) {
    throw new PolyheadError(
      "file-unwritable",
      `The picture ${path} cannot be written (${messageOf(cause)}).`,
      {
        cause,
        details: { path },
      },
    );
  }
}
