import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { translators } from "../translators/index.ts";
import { exportedOn } from "./exported.ts";
import { layerCases } from "./layer-cases.ts";

describe.each(Object.entries(Object.groupBy(layerCases, ({ layer }) => layer)))("%s", (_, cases = []) => {
  it.each(cases)("agrees with TensorFlow.js: $name", async (layerCase) => {
    const before = tf.memory().numTensors;
    const model = layerCase.model();
    try {
      await exportedOn(model, layerCase);
    } finally {
      model.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("layerCases", () => {
  it("has a case for every class that has a translator", () => {
    const trainers = [
      "Branch",
      "ColumnEmbeddings",
      "CrossStitch",
      "MaskPadding",
      "MaskedAttention",
      "MaskedMean",
      "SeededDropout",
      "SinusoidalPositions",
      "SmoothStepSelector",
      "WeightedSum",
    ]; // exported by the tests that train them
    const covered = new Set([...layerCases.map(({ layer }) => layer), ...trainers]);
    expect([...translators.keys()].filter((layer) => !covered.has(layer))).toEqual([]);
  });

  it("names each case of a class differently", () => {
    const names = layerCases.map(({ layer, name }) => `${layer}, ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
