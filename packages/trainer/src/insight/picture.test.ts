import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { binsOf } from "./bins.ts";
import { pngUri, thumbnail } from "./picture.ts";

/** Width, height and lines of a picture; the browser's tests of reports tell whether others can read it. */
function decode(uri: string): { width: number; height: number; pixels: number[][] } {
  const bytes = Buffer.from(uri.replace("data:image/png;base64,", ""), "base64");
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const lines = inflateSync(bytes.subarray(41));
  const pixels = Array.from({ length: height * width }, (_, at) => {
    const start = Math.floor(at / width) * (1 + 4 * width) + 1 + 4 * (at % width);
    return [...lines.subarray(start, start + 4)];
  });
  return { width, height, pixels };
}

test("writes pixels row by row", () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 4 }, (_, at) => at);
  const { width, height, pixels: read } = decode(pngUri(3, 2, pixels));
  expect([width, height]).toEqual([3, 2]);
  expect(read.flat()).toEqual([...pixels]);
});

test("makes a large picture small by averaging where its pixels are", () => {
  // 100 × 200; the left half is of red 100 and 200 in turn, the lower right quarter blue.
  const values = Uint8Array.from({ length: 100 * 200 * 3 }, (_, at) => {
    const [row, column, color] = [Math.floor(at / 600), Math.floor(at / 3) % 200, at % 3];
    if (column < 100) return color === 0 ? 100 + 100 * (column % 2) : 0;
    return row >= 50 && color === 2 ? 255 : 0;
  });
  const { width, height, pixels } = decode(thumbnail(values, 3, binsOf(100, 200)));
  expect([width, height]).toEqual([64, 32]);
  const at = (row: number, column: number): number[] | undefined => pixels[row * 64 + column];
  expect(at(0, 40)).toEqual([0, 0, 0, 255]);
  expect(at(31, 63)).toEqual([0, 0, 255, 255]);
  const [red = 0, ...others] = at(31, 0) ?? [];
  expect(Math.abs(red - 150)).toBeLessThan(20);
  expect(others).toEqual([0, 0, 255]);
});

test("keeps a small picture as it is, and shows one channel as grey", () => {
  const { width, height, pixels } = decode(thumbnail([0, 50, 255], 1, binsOf(1, 3)));
  expect([width, height]).toEqual([3, 1]);
  expect(pixels).toEqual([[0, 0, 0, 255], [50, 50, 50, 255], [255, 255, 255, 255]]); // prettier-ignore
});
