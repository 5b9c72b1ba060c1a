import {
  binary,
  classification,
  multiLabel,
  numeric,
  ordinal,
  regression,
  type Predictions,
} from "@polyhead/spec";
import { expect, expectTypeOf, test } from "vitest";
import { defineModel } from "./define-model.ts";
import { plateau } from "../schedules/plateau.ts";
import { warmUp } from "../schedules/schedules.ts";
import { mlp } from "./trunks/mlp.ts";

test("tasks that are declared in place keep what is known of them", () => {
  const config = defineModel({
    name: "net",
    inputs: { x: numeric({ columns: ["a"] }) },
    tasks: {
      kind: classification({ classes: ["cat", "dog"] }),
      sick: binary(),
      grade: ordinal({ levels: ["low", "high"] }),
      tags: multiLabel({ labels: ["a", "b"] }),
      size: regression({ unit: "m" }),
      cost: regression({ loss: "gaussian" }),
      place: regression({ names: ["x", "y"] }),
    },
    trunk: mlp(),
  });
  type Said = Predictions<typeof config>;
  expectTypeOf<Said["kind"]["class"]>().toEqualTypeOf<"cat" | "dog">();
  expectTypeOf<Said["sick"]["class"]>().toEqualTypeOf<"yes" | "no">();
  expectTypeOf<Said["grade"]["level"]>().toEqualTypeOf<"low" | "high">();
  expectTypeOf<Said["tags"]["labels"]>().toEqualTypeOf<readonly ("a" | "b")[]>();
  expectTypeOf<Said["size"]["value"]>().toEqualTypeOf<number>();
  expectTypeOf<Said["cost"]["deviation"]>().toEqualTypeOf<number>();
  expectTypeOf<keyof Said["place"]["values"]>().toEqualTypeOf<"x" | "y">();
  expect(Object.keys(config.tasks)).toHaveLength(7);
});

test.each([
  [{ patience: 3 }, "above 0, as patience compares epochs; received 0."],
  [
    { schedule: warmUp({ into: plateau() }) },
    "above 0, as the schedule warmUp() compares epochs; received 0.",
  ],
  [
    { schedule: plateau(), selectBy: "delta-m" },
    'above 0, as the schedule plateau() and selectBy "delta-m" compare epochs; received 0.',
  ],
])("what compares epochs needs some rows held out (%#)", (training, message) => {
  const define = (validationSplit: number) =>
    defineModel({
      name: "net",
      inputs: { x: numeric({ columns: ["a"] }) },
      tasks: { size: regression() },
      trunk: mlp(),
      training: { ...training, validationSplit },
    });
  expect(() => define(0)).toThrow(`Training option \`validationSplit\` should be ${message}`);
  expect(() => define(0.1)).not.toThrow();
});
