import { describe, expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";

describe.each(["ResizeBilinear", "ResizeNearestNeighbor"])("%s", (name) => {
  test.each([
    { size: [7, 3], alignCorners: false, halfPixelCenters: false },
    { size: [3, 11], alignCorners: true, halfPixelCenters: false },
    { size: [8, 5], alignCorners: false, halfPixelCenters: true },
    { size: [1, 1], alignCorners: true, halfPixelCenters: false },
  ])("to $size, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters", (attrs) =>
    expect(
      disagreement(() => kernel(name, { images: random([2, 5, 6, 3]) }, attrs)),
    ).resolves.toBeLessThanOrEqual(1e-5),
  );

  // One square image: of several, or of others, tfjs's JavaScript gradients mix up the places or the shape.
  test.each([
    [7, false],
    [3, true],
    [5, false],
  ])("gradient from %d pixels, alignCorners %s", (length, alignCorners) =>
    expect(
      disagreement(() =>
        kernel(
          `${name}Grad`,
          { images: random([1, 5, 5, 3]), dy: random([1, length, length, 3]) },
          { alignCorners },
        ),
      ),
    ).resolves.toBeLessThanOrEqual(1e-5),
  );
});
