import { crc32, deflateSync } from "node:zlib";
import { sumsByBin, type Bins } from "./bins.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGBA = 6;

/** A PNG file as a data URI. @param pixels red, green, blue and opacity, 0 to 255, row by row */
export function pngUri(width: number, height: number, pixels: Uint8Array): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, RGBA, 0, 0, 0], 8);
  const lines = Buffer.alloc(height * (1 + 4 * width)); // each begins with its filter, 0: none
  for (let row = 0; row < height; row++)
    lines.set(pixels.subarray(row * 4 * width, (row + 1) * 4 * width), row * (1 + 4 * width) + 1);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(lines)), chunk("IEND", Buffer.alloc(0))];
  return `data:image/png;base64,${Buffer.concat([Buffer.from(SIGNATURE), ...chunks]).toString("base64")}`;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A picture made small. @param values `[height, width, channels]`, 0 to 255; of one channel, or red, green and blue */
export function thumbnail(values: ArrayLike<number>, channels: number, bins: Bins): string {
  const counts = sumsByBin(bins, () => 1);
  const pixels = new Uint8Array(4 * counts.length).fill(255);
  for (const color of [0, 1, 2]) {
    const sums = sumsByBin(bins, (pixel) => values[pixel * channels + Math.min(color, channels - 1)] ?? 0);
    for (const [at, sum] of sums.entries()) pixels[4 * at + color] = Math.round(sum / (counts[at] ?? 1));
  }
  return pngUri(bins.width, bins.height, pixels);
}
