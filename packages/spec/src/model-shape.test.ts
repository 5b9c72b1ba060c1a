import { expect, expectTypeOf, test } from "vitest";
import { classification } from "./tasks/classification.ts";
import { categorical } from "./inputs/categorical.ts";
import { dates } from "./inputs/dates.ts";
import { binary } from "./tasks/binary.ts";
import { count } from "./tasks/count.ts";
import { multiLabel } from "./tasks/multi-label.ts";
import { ordinal } from "./tasks/ordinal.ts";
import { image } from "./inputs/image.ts";
import { checkModelShape, type Inputs, type Predictions } from "./model-shape.ts";
import { numeric } from "./inputs/numeric.ts";
import { regression } from "./tasks/regression.ts";

const shape = {
  inputs: { photo: image({ height: 2, width: 2 }), row: numeric({ columns: ["age"] }) },
  tasks: { label: classification({ classes: ["cat", "dog"] }), size: regression() },
};

test("types follow the declarations", () => {
  expectTypeOf<Predictions<typeof shape>["label"]["class"]>().toEqualTypeOf<"cat" | "dog">();
  expectTypeOf<Predictions<typeof shape>["size"]["value"]>().toEqualTypeOf<number>();
  expectTypeOf<{ photo: Uint8Array; row: { age: number } }>().toExtend<Inputs<typeof shape>>();
  expectTypeOf<{ photo: Uint8Array; row: { height: number } }>().not.toExtend<Inputs<typeof shape>>();
});

test("rows of tables are typed by column", () => {
  const table = {
    inputs: {
      strict: numeric({ columns: ["age"] }),
      gaps: numeric({ columns: ["pay"], missing: "mean" }),
      job: categorical({ columns: ["title"] }),
      start: dates({ columns: ["day"] }),
    },
    tasks: { size: regression() },
  };
  type Row = Inputs<typeof table>;
  expectTypeOf<{ age: number }>().toExtend<Row["strict"]>();
  expectTypeOf<{ age: null }>().not.toExtend<Row["strict"]>();
  expectTypeOf<{ pay: null }>().toExtend<Row["gaps"]>();
  expectTypeOf<{ pay: string }>().not.toExtend<Row["gaps"]>();
  expectTypeOf<{ title: string }>().toExtend<Row["job"]>();
  expectTypeOf<(string | null)[]>().toExtend<Row["job"]>();
  expectTypeOf<{ title: Date }>().not.toExtend<Row["job"]>();
  expectTypeOf<{ day: Date }>().toExtend<Row["start"]>();
});

test("names may not collide, nor be what a graph could not carry", () => {
  expect(() => checkModelShape("net", shape)).not.toThrow();
  expect(() => checkModelShape("", shape)).toThrow("model's name");
  expect(() => checkModelShape("net", { ...shape, inputs: {} })).toThrow("at least one input");
  expect(() => checkModelShape("net", { ...shape, tasks: { ...shape.tasks, photo: regression() } })).toThrow(
    "rename one",
  );
  expect(() =>
    checkModelShape("net", { ...shape, tasks: { ...shape.tasks, label_logits: regression() } }),
  ).toThrow('the logits of task "label"');
  expect(() => checkModelShape("net", { ...shape, tasks: { "1st": regression() } })).toThrow(
    "start with a letter",
  );
});

test.each([
  [() => image({ height: 0, width: 3 }), "height", "at least 1"],
  [() => image({ height: 1.5, width: 3 }), "height", "whole number"],
  [() => image({ height: 3, width: 99_999 }), "width", "at most"],
  [() => image({ height: 3, width: 3, channels: 2 as 3 }), "channels", "1 (grey)"],
  [() => numeric({ columns: [] }), "columns", "at least 1"],
  [() => numeric({ columns: ["a", "a"] }), "columns", "twice"],
  [() => numeric({ columns: ["a"], missing: "zero" as "mean" }), "missing", 'should be "refuse" or "mean"'],
  [() => classification({ classes: ["only"] }), "classes", "at least 2"],
  [() => classification({ classes: ["a", ""] }), "classes.1", "not be empty"],
  [() => regression({ unit: 3 as unknown as string }), "unit", "string"],
  [
    () => classification({ classes: ["a", "b"], classWeights: { a: 1 } as never }),
    "classWeights",
    '"b" has none',
  ],
  [() => classification({ classes: ["a", "b"], labelSmoothing: 1 }), "labelSmoothing", "below 1"],
  [() => binary({ positive: "a", negative: "a" }), "negative", "should differ"],
  [() => binary({ classWeights: { yes: 0, no: 1 } }), "classWeights", '"balanced" or a number above 0'],
  [() => binary({ focalGamma: -1 }), "focalGamma", "at least 0"],
  [() => multiLabel({ labels: [] }), "labels", "at least 1"],
  [() => ordinal({ levels: ["only"] }), "levels", "at least 2"],
  [() => count({ unit: "x" } as never), "unit", "is not known"],
  [() => regression({ loss: "l1" as "mae" }), "loss", '"mse", "mae"'],
  [() => regression({ delta: 2 }), "delta", 'belongs to the loss "huber"'],
  [() => regression({ loss: "quantile", quantiles: [0.5, 0.1] }), "quantiles", "should rise"],
  [() => regression({ loss: "quantile", quantiles: [1] }), "quantiles.0", "below 1"],
  [() => image({ height: 3, width: 3, depth: 4 } as Parameters<typeof image>[0]), "depth", "is not known"],
])("a declaration says what is wrong with it (%#)", (declare, place, rule) => {
  expect(declare).toThrow(expect.objectContaining({ code: "config-invalid" }));
  expect(declare).toThrow(`\`${place}\``);
  expect(declare).toThrow(rule);
});
