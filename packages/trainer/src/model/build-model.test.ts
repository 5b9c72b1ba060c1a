import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import {
  classification,
  image,
  numeric,
  regression,
  type PolyheadError,
  type Predictions,
} from "@polyhead/spec";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { buildModel } from "./build-model.ts";
import { defineModel } from "./define-model.ts";
import { cnn } from "./trunks/cnn.ts";
import { mlp } from "./trunks/mlp.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const tasks = {
  label: classification({ classes: ["cat", "dog", "owl"] }),
  age: regression({ unit: "years" }),
};
const picture = image({ height: 32, width: 32 });

function seeds(): () => number {
  let next = 1;
  return () => next++;
}

test("the reference network has the tutorial's parameters", () => {
  const model = buildModel(
    defineModel({ name: "net", inputs: { image: picture }, tasks, trunk: cnn() }),
    seeds(),
  );
  const trunk = 3 * 3 * 3 * 32 + 32 + 3 * 3 * 32 * 64 + 64 + 8 * 8 * 64 * 512 + 512;
  expect(model.countParams()).toBe(trunk + 512 * 3 + 3 + 512 + 1);
  expect(model.inputNames).toEqual(["image"]);
  expect(model.outputs.map(({ shape }) => shape)).toEqual([
    [null, 3],
    [null, 1],
  ]);
  expect(model.trainableWeights).toHaveLength(model.weights.length);
});

test("first weights depend on the seed alone", () => {
  const config = defineModel({
    name: "net",
    inputs: { x: numeric({ columns: ["a", "b"] }) },
    tasks,
    trunk: mlp({ units: [4] }),
  });
  const kernel = (model: ReturnType<typeof buildModel>): number[] => [
    ...(model.getWeights()[0]?.dataSync() ?? []),
  ];
  const shifted = seeds();
  shifted();
  expect(kernel(buildModel(config, seeds()))).toEqual(kernel(buildModel(config, seeds())));
  expect(kernel(buildModel(config, seeds()))).not.toEqual(kernel(buildModel(config, shifted)));
});

test("numbers join a picture before the dense layer, and an mlp reads pictures flat", () => {
  const inputs = {
    image: image({ height: 8, width: 8, channels: 1 }),
    extra: numeric({ columns: ["a", "b", "c"] }),
  };
  const withCnn = buildModel(
    defineModel({ name: "net", inputs, tasks, trunk: cnn({ filters: [2], dense: 5 }) }),
    seeds(),
  );
  expect(withCnn.getLayer("trunk_dense1").getWeights()[0]?.shape).toEqual([4 * 4 * 2 + 3, 5]);
  const withMlp = buildModel(
    defineModel({ name: "net", inputs, tasks, trunk: mlp({ units: [5] }) }),
    seeds(),
  );
  expect(withMlp.getLayer("trunk_dense1").getWeights()[0]?.shape).toEqual([64 + 3, 5]);
});

describe("refuses", () => {
  const numbers = { x: numeric({ columns: ["a"] }) };
  const cases: [string, () => unknown, string][] = [
    [
      "cnn without an image",
      () => buildModel(defineModel({ name: "n", inputs: numbers, tasks, trunk: cnn() }), seeds()),
      "exactly one image",
    ],
    [
      "cnn on a picture too small",
      () =>
        buildModel(
          defineModel({
            name: "n",
            inputs: { i: image({ height: 4, width: 4 }) },
            tasks,
            trunk: cnn({ filters: [1, 1, 1] }),
          }),
          seeds(),
        ),
      "nothing is left to halve",
    ],
    [
      "no tasks",
      () => defineModel({ name: "n", inputs: numbers, tasks: {}, trunk: mlp() }),
      "at least one task",
    ],
    [
      "a task named like an input",
      () => defineModel({ name: "n", inputs: { label: numeric({ columns: ["a"] }) }, tasks, trunk: mlp() }),
      "rename one",
    ],
    [
      "a name ONNX could not carry",
      () => defineModel({ name: "my model", inputs: numbers, tasks, trunk: mlp() }),
      "letters, digits",
    ],
    [
      "a misspelled trunk option",
      () => mlp({ layers: [16] } as Parameters<typeof mlp>[0]),
      "no option `layers`; it has units",
    ],
    [
      "a misspelled training option",
      () =>
        defineModel({ name: "n", inputs: numbers, tasks, trunk: mlp(), training: { epoch: 3 } as object }),
      "no option `epoch`",
    ],
    [
      "a misspelled part of the config",
      () =>
        defineModel({ name: "n", inputs: numbers, tasks, trunk: mlp(), balance: 1 } as Parameters<
          typeof defineModel
        >[0]),
      "no option `balance`",
    ],
    ["no units", () => mlp({ units: [] }), "positive whole numbers"],
    [
      "a broken batch size",
      () => defineModel({ name: "n", inputs: numbers, tasks, trunk: mlp(), training: { batchSize: 0 } }),
      "batchSize",
    ],
  ];
  test.each(cases)("%s", (_, build, message) => {
    expect(build).toThrow(
      expect.objectContaining<Partial<PolyheadError>>({ name: "PolyheadError", code: "config-invalid" }),
    );
    expect(build).toThrow(message);
  });
});

test("a config's type carries through to its predictions", () => {
  const config = defineModel({ name: "net", inputs: { image: picture }, tasks, trunk: cnn() });
  expectTypeOf<Predictions<typeof config>["label"]["class"]>().toEqualTypeOf<"cat" | "dog" | "owl">();
  expectTypeOf<Predictions<typeof config>["age"]["value"]>().toEqualTypeOf<number>();
  // @ts-expect-error no such task
  expectTypeOf<Predictions<typeof config>["other"]>();
});
