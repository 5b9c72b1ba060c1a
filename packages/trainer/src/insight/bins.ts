/** The longest side of pictures and maps that a report keeps, in pixels. */
const LONGEST_SIDE = 64;

/** How a picture is made small: pixels of the source add up in those of the result. */
export interface Bins {
  readonly height: number;
  readonly width: number;
  /** the result's pixel of each of the source's, row by row */
  readonly targets: Uint32Array;
}

/** Bins of nearly equal size for a picture; each pixel is its own where the picture is small. */
export function binsOf(height: number, width: number): Bins {
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(height, width));
  const small = [height, width].map((side) => Math.max(1, Math.round(side * shrink)));
  const [rows = 1, columns = 1] = small;
  const targets = Uint32Array.from({ length: height * width }, (_, at) => {
    const row = Math.floor((Math.floor(at / width) * rows) / height);
    return row * columns + Math.floor(((at % width) * columns) / width);
  });
  return { height: rows, width: columns, targets };
}

/** Sums by bin. @param value of a source's pixel */
export function sumsByBin({ height, width, targets }: Bins, value: (pixel: number) => number): Float64Array {
  const sums = new Float64Array(height * width);
  for (const [pixel, target] of targets.entries()) sums[target]! += value(pixel);
  return sums;
}
