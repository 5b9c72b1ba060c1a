import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("CategoryEncoding", () => {
  it.each([
    ["oneHot", [5, 1], "one index an example"],
    ["multiHot", [2, 5, 1], "one list of indices"],
    ["tfIdf", [5, 1], 'mode "tfIdf"'],
    ["int", [5, 1], 'mode "int"'],
  ] as const)("refuses %s of %j", async (outputMode, shape, reason) => {
    const layer = layers.categoryEncoding({ numTokens: 8, outputMode });
    const reshape = layers.reshape({ targetShape: shape.slice(0, -1) });
    const model = buildModel([shape], (x) => call(layer, call(reshape, x)));
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining(reason),
    });
  });
});
