import { classification, numeric, regression } from "@polyhead/spec";
import { expect, test } from "vitest";
import { uncertainty } from "../balancing/losses/uncertainty.ts";
import { memory } from "../data/memory.ts";
import { defineModel } from "../model/define-model.ts";
import { mmoe } from "../model/sharing/mmoe.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { sgd } from "../optimizers/sgd.ts";
import { cosine } from "../schedules/schedules.ts";
import { baselineConfig } from "./baseline-config.ts";

test("keeps what a model for one task has in common, and drops what takes several", () => {
  const inputs = { x: numeric({ columns: ["a"] }) };
  const [trunk, data] = [mlp(), memory({ train: [] })];
  const common = { optimizer: sgd(), schedule: cosine(), clipNorm: 1, patience: 3, accumulate: 2 };
  const age = regression();
  const config = defineModel({
    name: "two",
    inputs,
    tasks: { label: classification({ classes: ["a", "b"] }), age },
    trunk,
    data,
    sharing: mmoe({ experts: 2 }),
    balancing: uncertainty(),
    training: {
      ...common,
      epochs: 50,
      selectBy: "label",
      rates: { shared: 0.1, label: 2 },
      testEveryEpoch: true,
    },
  });
  const budget = { epochs: 4, batchSize: 8, validationSplit: 0.3, seed: 9 };
  const alone = baselineConfig(config, "age", budget);
  expect(alone).toEqual({
    name: "age",
    inputs,
    tasks: { age },
    trunk,
    data,
    training: { ...common, ...budget, insight: false },
  });
  expect(() => defineModel(alone)).not.toThrow();
});
