import "@tensorflow/tfjs-backend-cpu";
import { classification, image, numeric, regression, type ModelShape } from "@polyhead/spec";
import { setBackend, tensor4d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { model as layersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { buildModel } from "../build-model.ts";
import { defineModel } from "../define-model.ts";
import { mmoe } from "../sharing/mmoe.ts";
import { cnn } from "./cnn.ts";
import { mlp } from "./mlp.ts";
import type { Trunk } from "./trunk.ts";

const inputs: ModelShape["inputs"] = {
  image: image({ height: 8, width: 10, channels: 3 }),
  extra: numeric({ columns: ["a", "b", "c"] }),
};
const tasks = { label: classification({ classes: ["no", "yes"] }), size: regression() };

beforeAll(() => setBackend("cpu"));

test.each<[string, Trunk]>([
  ["cnn", cnn({ filters: [2], dense: 5 })],
  ["mlp", mlp({ units: [5] })],
])("gates over %s read a picture as the means of a grid's cells, beside the numbers", (_, trunk) => {
  const model = buildModel(defineModel({ name: "net", inputs, tasks, trunk, sharing: mmoe() }), () => 1);
  expect(model.getLayer("gate/label").getWeights()[0]?.shape).toEqual([4 * 5 * 3 + 3, 4]);
  const cells = layersModel({
    inputs: model.inputs[0]!,
    outputs: model.getLayer("gates_flatten_image").output,
  });
  const read = tidy(() => {
    const rising = Float32Array.from({ length: 8 * 10 * 3 }, (_value, at) => at);
    return [...(cells.predict(tensor4d(rising, [1, 8, 10, 3])) as Tensor).dataSync()];
  });
  // The first channel of the first cell: the pixels (0, 0), (0, 1), (1, 0) and (1, 1), 30 numbers a row of pixels.
  expect(read[0]).toBe((0 + 3 + 30 + 33) / 4);
  expect(read).toHaveLength(60);
});
