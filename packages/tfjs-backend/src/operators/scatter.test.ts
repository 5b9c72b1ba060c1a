import { abs } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";

test("ScatterNd sums the updates of one index", () =>
  expect(
    disagreement(() =>
      kernel(
        "ScatterNd",
        { indices: abs(random([200, 2], "int32")), updates: random([200, 3]) },
        { shape: [5, 6, 3] },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5));

test("UnsortedSegmentSum leaves out segments below 0 and beyond the last", () =>
  expect(
    disagreement(() =>
      kernel(
        "UnsortedSegmentSum",
        { x: random([40, 3, 2]), segmentIds: random([40], "int32") },
        { numSegments: 3 },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5));

test.each([
  [4000, 64],
  [3, 110_000],
  [2100, 100],
])("UnsortedSegmentSum of %i rows of %i on several threads", (rows, columns) =>
  expect(
    disagreement(() =>
      kernel(
        "UnsortedSegmentSum",
        { x: random([rows, columns]), segmentIds: random([rows], "int32") },
        { numSegments: 5 },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5),
);
