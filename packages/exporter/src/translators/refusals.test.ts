import { serialization } from "@tensorflow/tfjs-core";
import { layers, LayersModel } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { convertModel } from "../convert-model.ts";
import { buildModel, call } from "../testing/models.ts";
import { translators } from "./index.ts";
import { refusals } from "./refusals.ts";

const registered = Object.entries(serialization.SerializationMap.getMap().classNameMap)
  .filter(([, [{ prototype }]]) => prototype instanceof layers.Layer && !(prototype instanceof LayersModel))
  .map(([className]) => className);

describe("refusals", () => {
  it("and translators are of different classes", () => {
    expect([...refusals.keys()].filter((className) => translators.has(className))).toEqual([]);
  });

  it("and translators leave out no layer that TensorFlow.js registers, but models and their inputs", () => {
    const missing = registered.filter((className) => !translators.has(className) && !refusals.has(className));
    expect(missing).toEqual(["InputLayer", "Model"]);
  });

  it("are given as the reason", async () => {
    const layer = layers.randomWidth({ factor: 0.5 });
    await expect(convertModel(buildModel([[6, 5, 3]], (x) => call(layer, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("drawn at random"),
      details: { layer: layer.name, className: "RandomWidth" },
    });
  });
});
