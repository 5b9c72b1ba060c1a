import { layers } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { exportedOn, operatorCounts } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

it.each([
  ["Add", () => layers.add(), 1, "Add"],
  ["Concatenate", () => layers.concatenate({ axis: 1 }), 2, "Concat"],
] as const)(
  "what %s makes of open lengths is open for the layers after it",
  async (_, merge, length, operator) => {
    const model = buildModel(
      [
        [null, 4],
        [length, 4],
      ],
      (x, y) => call(layers.reshape({ targetShape: [-1, 2, 2] }), call(merge(), x, y)),
    );
    expect(operatorCounts(await exportedOn(model, { lengths: [3, 5] }))).toEqual({
      [operator]: 1,
      Reshape: 1,
    });
  },
);
